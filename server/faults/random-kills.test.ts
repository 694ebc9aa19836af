import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as tick } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathOfDatabase } from "../db/sqlite-file";
import { testDatabase } from "../db/test-database";
import { testServer } from "../db/test-postgresql";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { Killable, prepareLives } from "./test-killable";
import type { Lane } from "./test-lanes";
import { worldTime } from "./test-time";
import { FaultWorld } from "./test-world";

/** R1: how often the desk is killed at a random moment while people write and the worker sends. KILLS=200 for the whole goal. */
const kills = Number(process.env.KILLS ?? (testServer ? 4 : 16));

let sandbox: Sandbox;
let folder: string;
beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-kill-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 0.3 });
  await prepareLives(testDatabase);
});
afterAll(async () => {
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

type Outcome = { readonly changeSetId: string };
/** What the desk has said yes to: by request id, the change set that it named. */
type Acknowledged = Map<string, string>;

/** People who plan, approve and raise, one thing after the other, and press again when no answer came. */
class People {
  readonly acknowledged: Acknowledged = new Map();
  answers = 0;
  readonly #world: FaultWorld;
  readonly #lanes: readonly Lane[];
  readonly #life: () => Promise<Killable | null>;

  constructor(world: FaultWorld, lanes: readonly Lane[], life: () => Promise<Killable | null>) {
    this.#world = world;
    this.#lanes = lanes;
    this.#life = life;
  }

  /** Until there is no life any more. */
  async work(): Promise<void> {
    const { organisationId } = this.#world;
    for (;;) {
      const campaignId = await this.#world.campaign(this.#lanes);
      const submission = { campaignId, revision: 1, reason: "In the middle of it" };
      const submitted = await this.#press("planner", "changeSets.submitCampaign", submission);
      if (submitted === null) return;
      const changes = await this.#world.db.change.findMany({ where: { organisationId, ...submitted } });
      const shown = await this.#ask<{ payloadHash: string }>("approver", "changeSets.get", submitted, randomUUID());
      if (shown === null) return;
      const approval = { ...submitted, payloadHash: shown.payloadHash };
      if ((await this.#press("approver", "changeSets.approve", approval)) === null) return;
      if (!(await this.#raise(changes[0]?.mediaBuyId ?? ""))) return;
    }
  }

  /** A raise once the buy is there; nothing when it is not there yet. */
  async #raise(mediaBuyId: string): Promise<boolean> {
    const buy = await this.#world.buyRow(mediaBuyId);
    if (buy.sellerStatus === null) return true;
    const pack = await this.#world.db.package.findFirstOrThrow({ where: { mediaBuyId } });
    const packages = { [pack.id]: { budgetMicros: pack.budgetMicros + 10_000_000n } };
    const edit = { mediaBuyId, revision: buy.revision, packages };
    return (await this.#press("manager", "changeSets.stageEdit", edit)) !== null;
  }

  async #press(role: string, procedure: string, input: unknown): Promise<Outcome | null> {
    const mutationId = randomUUID();
    const outcome = await this.#ask<Outcome>(role, procedure, input, mutationId);
    if (outcome === null) return null;
    this.acknowledged.set(mutationId, outcome.changeSetId);
    return { changeSetId: outcome.changeSetId };
  }

  async #ask<T>(role: string, procedure: string, input: unknown, mutationId: string): Promise<T | null> {
    const { organisationId } = this.#world;
    for (;;) {
      const life = await this.#life();
      if (life === null) return null;
      const asked = { role, organisationId, mutationId, path: procedure, input };
      const answer = await life.ask<T>(asked).catch((error: unknown) => refusedAsItShould(error));
      this.answers += 1;
      if (answer !== null) return answer;
    }
  }
}

/** A read-back may move a buy between the look at it and the edit: then the edit is refused, and that is right. */
function refusedAsItShould(error: unknown): null {
  if (String(error).includes("changed since it was shown")) return null;
  throw error;
}

/** By a connection of its own: one that has searched keeps what it knew of the index, and takes what others wrote since for damage. */
function quickCheck(url: string): unknown {
  const fresh = new Database(pathOfDatabase(url), { readonly: true });
  try {
    return fresh.pragma("quick_check", { simple: true });
  } finally {
    fresh.close();
  }
}

test(`${kills} kills at random moments: nothing acknowledged is lost, nothing is done twice`, async () => {
  const database = await testDatabase({ synchronous: "NORMAL" });
  const time = worldTime();
  const world = await FaultWorld.open({ name: "kills", db: database.db, sandboxUrl: sandbox.url, time, worker: false });
  const kinds = ["prompt", "careful", "awkward"] as const;
  const lanes = (await Promise.all(kinds.map((kind) => world.lanes(kind, 1)))).flat();
  let life = new Killable(database.url);
  let over = false;
  const living = async () => {
    while (life.ended && !over) await tick(5);
    return over ? null : life;
  };
  const people = Array.from({ length: 3 }, () => new People(world, lanes, living));
  const working = Promise.all(people.map((one) => one.work()));
  for (let killed = 0; killed < kills; killed++) {
    // Most die after they have answered somebody, some before they have answered anybody.
    const answered = people.reduce((sum, one) => sum + one.answers, 0);
    const isQuiet = world.dice.next() < 0.2;
    await life.port;
    while (!isQuiet && people.reduce((sum, one) => sum + one.answers, 0) === answered) {
      await Promise.race([tick(2), working]);
    }
    await tick(world.dice.between(0, 250));
    life.kill();
    expect(await life.gone).toBe("SIGKILL");
    if (!testServer) expect(quickCheck(database.url)).toBe("ok");
    // The leases of the dead run out by themselves; nobody waits for that here.
    await database.db.job.updateMany({ where: { leaseUntil: { not: null } }, data: { leaseUntil: new Date(0) } });
    life = new Killable(database.url);
  }
  over = true;
  await working;
  const open = () => database.db.change.count({ where: { state: { notIn: ["settled", "refused", "in_review"] } } });
  await expect.poll(open, { timeout: 120_000, interval: 100 }).toBe(0);
  life.kill();
  await life.gone;

  const acknowledged = people.flatMap((one) => [...one.acknowledged.values()]);
  const known = await database.db.changeSet.findMany({ select: { id: true } });
  expect(acknowledged.filter((id) => !known.some((set) => set.id === id))).toEqual([]);
  const writes = world.proxy.log.filter((entry) => entry.key !== null);
  const keys = new Map(writes.map((entry) => [entry.key, entry.bytes]));
  for (const entry of writes) expect(keys.get(entry.key)).toBe(entry.bytes);
  expect(keys.size).toBe(await database.db.sellerCall.count());
  expect(await world.findingsNow(true)).toEqual([]);
  process.stdout.write(`${kills} kills, ${acknowledged.length} acknowledged, ${writes.length} writes sent\n`);
  await world.close();
  await database.dispose();
}, 600_000);
