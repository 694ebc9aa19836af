import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appRouter } from "../api/root";
import { createCallerFactory } from "../api/trpc";
import { type Db, inWriteTransaction, openDb } from "../db/client";
import { migrate } from "../db/migrate";
import type { Role } from "../domain/permissions";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { startWorker } from "../seller-calls/worker";
import { worldTime } from "./test-time";
import { FaultWorld } from "./test-world";

/** R11: what lies under the database fails, while a person works and the worker sends. */
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-storage-"));
const volume = path.join(folder, "volume");
fs.mkdirSync(volume);
/** A disk that can really be filled; without one, a database that may not grow is what recovery.test.ts fills. */
const isMounted = mounted();
let sandbox: Sandbox;
let db: Db;
let world: FaultWorld;
const logged: string[] = [];

beforeAll(async () => {
  sandbox = await startSandbox({ port: 0, dir: path.join(folder, "sandbox"), speed: 1, reviewSeconds: 0.3 });
  await migrate(`file:${volume}/desk.db`);
  db = openDb(`file:${volume}/desk.db`);
  const time = worldTime();
  world = await FaultWorld.open({ name: "storage", db, sandboxUrl: sandbox.url, time, worker: false });
});
afterAll(async () => {
  await world.close();
  await db.$disconnect();
  await sandbox.close();
  if (isMounted) execFileSync("umount", ["-l", volume]);
  fs.rmSync(folder, { recursive: true, force: true });
});

/** A volume of 8 MiB of its own, where whoever runs this may mount one. */
function mounted(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", volume], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function fill(): Promise<void> {
  const filler = fs.openSync(path.join(volume, "filler"), "w");
  try {
    for (;;) fs.writeSync(filler, Buffer.alloc(4_096));
  } catch (error) {
    expect(String(error)).toContain("ENOSPC");
  } finally {
    fs.closeSync(filler);
  }
  // What the write-ahead log had left of room.
  for (let index = 0; index < 200; index++) {
    const row = { id: randomUUID(), key: `${index}${"x".repeat(30_000)}`, count: 1, lastRequest: 1n };
    const refused = await db.rateLimit.create({ data: row }).then(
      () => false,
      () => true,
    );
    if (refused) return;
  }
  throw new Error("It never was full");
}

async function makeRoom(): Promise<void> {
  fs.rmSync(path.join(volume, "filler"));
}

const breakages = [
  [
    "the database is read-only",
    () => db.$queryRawUnsafe("PRAGMA query_only = ON").then(() => undefined),
    () => db.$queryRawUnsafe("PRAGMA query_only = OFF").then(() => undefined),
    /may only be read/,
  ],
  ...(isMounted ? [["the disk is full", fill, makeRoom, /is full: once there is room/] as const] : []),
] as const;

/** As the API answers a person of that role. */
function as(role: Role) {
  const { organisationId } = world;
  const actor = { organisationId, userId: `${organisationId}-${role}`, name: role, role, requestId: "storage" };
  const log = { info: () => undefined, warn: noted, error: noted };
  const ports = { ...world.ports, log, inTransaction: inTransaction };
  return createCallerFactory(appRouter)(() => ({ actor, requestId: "storage", mutationId: randomUUID(), ports }));
}

const inTransaction: FaultWorld["ports"]["inTransaction"] = (work) => inWriteTransaction(db, work);
const noted = (_: object, message: string) => void logged.push(message);

/** The worker until `done`, its leases short: what it could not write down is tried again soon. */
async function working(done: () => Promise<void>): Promise<void> {
  const log = { info: () => undefined, warn: noted, error: noted };
  const ports = { ...world.ports, log, inTransaction, clock: world.ports.clock };
  const worker = startWorker(ports, { ...world.workerOptions, leaseMs: 1_000 });
  try {
    await done();
  } finally {
    await worker.stop();
  }
}

const unavailable = (text: RegExp) =>
  expect.objectContaining({ code: "SERVICE_UNAVAILABLE", message: expect.stringMatching(text) });
/** Writes that sellers were sent; one repeated under its key, on a slow machine, is one. */
const sent = () => [...new Set(world.proxy.log.flatMap((entry) => entry.key ?? []))];

test.each(breakages)(
  "%s: said in words, read all the same, nothing sent without its row, and it goes on by itself",
  async (_, breaks, mend, cause) => {
    const lanes = await world.lanes("prompt", 2);
    const [first, second] = [await world.submit(lanes.slice(0, 1)), await world.submit(lanes.slice(1))];
    const approve = async ({ changeSetId }: { readonly changeSetId: string }) => {
      const { payloadHash } = await as("approver").changeSets.get({ changeSetId });
      return as("approver").changeSets.approve({ changeSetId, payloadHash });
    };
    await approve(first);
    const before = sent().length;
    await breaks();
    logged.length = 0;
    await expect(as("planner").campaigns.create({ name: "x" })).rejects.toEqual(
      unavailable(/^Flightdeck cannot save [^:]+: this was not saved, .+ minutes\.$/),
    );
    await expect(as("admin").campaigns.create({ name: "x" })).rejects.toEqual(unavailable(cause));
    await expect(approve(second)).rejects.toEqual(unavailable(/no seller hears of it/));
    expect(await as("viewer").mediaBuys.list({})).toMatchObject({ rows: expect.any(Array) });
    expect((await as("viewer").changeSets.get({ changeSetId: second.changeSetId })).state).toBe("in_review");
    // The first one's call is committed and due: it cannot be marked as sent, so it is not sent.
    await working(async () => {
      await expect.poll(() => logged, { timeout: 20_000 }).toContain("due jobs could not be read");
    });
    expect(sent()).toHaveLength(before);

    await mend();
    await approve(second);
    const ids = [...first.bought, ...second.bought].map((one) => one.changeId);
    await working(async () => {
      const open = () => db.change.count({ where: { id: { in: ids }, state: { not: "settled" } } });
      await expect.poll(open, { timeout: 30_000 }).toBe(0);
    });
    expect(sent()).toHaveLength(before + 2);
    expect(await world.findingsNow(true)).toEqual([]);
  },
);

test("a database that is taken away is written to no more, and again once it is back", async () => {
  const away = path.join(folder, "away");
  fs.mkdirSync(path.join(folder, "place"));
  await migrate(`file:${folder}/place/desk.db`);
  const other = openDb(`file:${folder}/place/desk.db`);
  const put = (key: string) =>
    inWriteTransaction(other, (tx) => tx.rateLimit.create({ data: { id: key, key, count: 1, lastRequest: 1n } }));
  await put("before");
  expect(await other.rateLimit.count()).toBe(1);
  fs.renameSync(path.join(folder, "place"), away);
  await expect(put("meanwhile")).rejects.toThrow("no longer where it was");
  expect(await other.rateLimit.count()).toBe(1);
  fs.renameSync(away, path.join(folder, "place"));
  await put("after");
  expect(await other.rateLimit.count()).toBe(2);
  await other.$disconnect();
});

test("a database that cannot be opened yet is opened once it can be", async () => {
  const place = path.join(folder, "later");
  fs.writeFileSync(place, "a file where a folder should be");
  const later = openDb(`file:${place}/desk.db`);
  await expect(later.organisation.count()).rejects.toThrow();
  fs.rmSync(place);
  await migrate(`file:${place}/desk.db`);
  expect(await later.organisation.count()).toBe(0);
  await later.$disconnect();
});
