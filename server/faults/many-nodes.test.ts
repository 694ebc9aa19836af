import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { envelope, giveAddress, hmacSigned, testSecret, webhookPorts } from "../webhooks/test-webhook-world";
import { firstCalls } from "./test-expect";
import { Killable, prepareLives } from "./test-killable";
import { worldTime } from "./test-time";
import { type Bought, FaultWorld, worldKey } from "./test-world";

/** Two processes that serve people and two that work, on one database: rows 3, 4, 5, 16, 26 and 28, R5 to R9. R8_ROUNDS=200 for the whole goal. */
const rounds = Number(process.env.R8_ROUNDS ?? 3);
const until = { timeout: 120_000, interval: 25 };

let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let world: FaultWorld;
let web: readonly [Killable, Killable];
let workers: Killable[];
let bought: readonly Bought[];

/** Machines may be ten minutes off where they share a server; those that share a file are one machine. */
const skewed = (minutes: number) => (database.url.startsWith("file:") ? 0 : minutes) * 60_000;
const node = (role: "0" | "only", minutes: number) =>
  new Killable(database.url, undefined, { FLIGHTDECK_WORKER: role, SKEW_MS: String(skewed(minutes)) });

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-nodes-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 0.3 });
  await prepareLives(testDatabase);
  database = await testDatabase({ synchronous: "NORMAL" });
  const time = worldTime();
  world = await FaultWorld.open({ name: "nodes", db: database.db, sandboxUrl: sandbox.url, time, worker: false });
  web = [node("0", 10), node("0", -10)];
  workers = [node("only", 10), node("only", -10)];
}, 300_000);
afterAll(async () => {
  for (const one of [...web, ...workers]) one.kill();
  await Promise.all([...web, ...workers].map((one) => one.gone));
  await world.close();
  await database.dispose();
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

type Outcome = { readonly changeSetId: string };

async function ask<T>(
  at: 0 | 1,
  role: string,
  procedure: string,
  input: unknown,
  mutationId = randomUUID(),
): Promise<T> {
  const { organisationId } = world;
  const answer = await web[at].ask<T>({ role, organisationId, mutationId, path: procedure, input });
  if (answer === null) throw new Error("the process is gone");
  return answer;
}

const open = (changeSetId?: string) =>
  world.db.change.count({ where: { state: { not: "settled" }, ...(changeSetId ? { changeSetId } : {}) } });
const settled = (changeSetId?: string) => expect.poll(() => open(changeSetId), until).toBe(0);

async function raiseOf({ mediaBuyId }: Bought, byMicros: bigint) {
  const { revision } = await world.buyRow(mediaBuyId);
  const pack = await world.db.package.findFirstOrThrow({ where: { mediaBuyId }, orderBy: { position: "asc" } });
  return { mediaBuyId, revision, packages: { [pack.id]: { budgetMicros: pack.budgetMicros + byMicros } } };
}

test("what one node takes in another approves and a worker sends at once: each create once, also those whose reply was lost", async () => {
  const lanes = (
    await Promise.all((["prompt", "careful", "awkward", "prompt"] as const).map((kind) => world.lanes(kind, 1)))
  ).flat();
  for (const lane of lanes.slice(2))
    world.proxy.setRule(
      lane.name,
      firstCalls("create_media_buy", 1, () => ({ kind: "swallow_reply" })),
    );
  const campaignId = await world.campaign(lanes);
  const submission = { campaignId, revision: 1, reason: "By two nodes" };
  const { changeSetId } = await ask<Outcome>(0, "planner", "changeSets.submitCampaign", submission);
  const { payloadHash } = await ask<{ payloadHash: string }>(1, "approver", "changeSets.get", { changeSetId });
  const since = performance.now();
  await ask(1, "approver", "changeSets.approve", { changeSetId, payloadHash });
  const acknowledged = performance.now() - since;
  await expect
    .poll(() => world.proxy.log.some((entry) => entry.key !== null), { timeout: 120_000, interval: 5 })
    .toBe(true);
  const sent = performance.now() - since;
  process.stdout.write(
    `approved in ${acknowledged.toFixed(0)} ms, first call at a seller after ${sent.toFixed(0)} ms\n`,
  );
  await settled(changeSetId);
  const changes = await world.db.change.findMany({ where: { changeSetId } });
  bought = lanes.map((lane) => {
    const change = changes.find((one) => one.salesAgentId === lane.salesAgentId);
    return { lane, changeId: change?.id ?? "", mediaBuyId: change?.mediaBuyId ?? "" };
  });
  for (const { lane } of bought) {
    const creates = world.sent(lane, "create_media_buy");
    expect(new Set(creates.map((entry) => entry.key)).size).toBe(1);
    expect(new Set(creates.map((entry) => entry.bytes)).size).toBe(1);
  }
}, 300_000);

test("eight editors on one revision through two nodes: one wins, seven are told", async () => {
  const [first] = bought;
  if (!first) throw new Error("nothing was bought");
  for (let round = 0; round < rounds; round += 1) {
    const edits = await Promise.all(Array.from({ length: 8 }, (_, n) => raiseOf(first, BigInt(n + 1) * 10_000n)));
    const answers = await Promise.allSettled(
      edits.map((edit, n) => ask<Outcome>(n % 2 === 0 ? 0 : 1, "manager", "changeSets.stageEdit", edit)),
    );
    const won = answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const told = answers.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    expect(won).toHaveLength(1);
    expect(told.filter((text) => !/changed since it was shown|already part of/.test(text))).toEqual([]);
    await settled();
  }
}, 300_000);

test("a request id pressed at both nodes, at once and again, is one outcome", async () => {
  const [, second] = bought;
  if (!second) throw new Error("nothing was bought");
  const edit = await raiseOf(second, 20_000n);
  const before = await world.db.changeSet.count();
  const mutationId = randomUUID();
  const press = (at: 0 | 1) => ask<Outcome>(at, "manager", "changeSets.stageEdit", edit, mutationId);
  const answers = await Promise.all([press(0), press(1), press(0), press(1)]);
  await settled();
  answers.push(await press(0), await press(1));
  expect(new Set(answers.map((answer) => answer.changeSetId)).size).toBe(1);
  expect(await world.db.changeSet.count()).toBe(before + 1);
  expect(world.sent(second.lane, "update_media_buy")).toHaveLength(1);
}, 300_000);

test("a webhook delivered to both nodes is taken twice and has one effect", async () => {
  const [, , third] = bought;
  if (!third) throw new Error("nothing was bought");
  const { organisationId, db } = world;
  const { salesAgentId } = third.lane;
  const ports = webhookPorts(db, makeVault([worldKey]), systemClock, (work) => db.$transaction(work));
  const address = await giveAddress(ports, { organisationId, salesAgentId, mediaBuyId: third.mediaBuyId }, "hmac");
  const sending = hmacSigned(envelope({ timestamp: systemClock() }), testSecret, Math.floor(Date.now() / 1_000));
  const receipts = () => db.webhookReceipt.findMany({ where: { salesAgentId }, select: { state: true } });
  const deliver = async (at: 0 | 1) => {
    const url = `http://127.0.0.1:${await web[at].port}/api/webhooks/${address.token}`;
    const { status } = await fetch(url, { method: "POST", headers: sending.headers, body: sending.body });
    return status;
  };
  expect(await Promise.all([deliver(0), deliver(1), deliver(0), deliver(1)])).toEqual([200, 200, 200, 200]);
  await expect.poll(receipts, until).toEqual([{ state: "applied" }]);
  expect([await deliver(1), await receipts()]).toEqual([200, [{ state: "applied" }]]);
  expect(await db.agentEvent.count({ where: { salesAgentId, kind: "webhook_refused" } })).toBe(0);
}, 300_000);

test("one worker is killed and one stalls with calls on the wire: a third ends them, under the same keys", async () => {
  let openGate: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    openGate = resolve;
  });
  const before = world.proxy.log.length;
  const raised = () => world.proxy.log.slice(before).filter((entry) => entry.tool === "update_media_buy");
  for (const { lane } of bought)
    world.proxy.setRule(lane.name, (call) => (call.tool === "update_media_buy" ? { kind: "wait", until: gate } : null));
  for (const [index, one] of bought.entries()) {
    await ask(index % 2 === 0 ? 0 : 1, "manager", "changeSets.stageEdit", await raiseOf(one, 30_000n));
  }
  await expect.poll(() => raised().length, until).toBe(bought.length);
  const [dying, stalling] = workers;
  dying?.kill();
  stalling?.kill("SIGSTOP");
  await dying?.gone;
  // The leases of both run out by themselves; nobody waits for that here.
  await world.db.job.updateMany({ where: { leaseUntil: { not: null } }, data: { leaseUntil: new Date(0) } });
  workers.push(node("only", 0));
  await expect.poll(() => raised().length, until).toBe(2 * bought.length);
  stalling?.kill("SIGCONT");
  openGate();
  await settled();
  for (const { lane } of bought) {
    const ours = raised().filter((entry) => entry.lane === lane.name);
    expect(new Set(ours.map((entry) => entry.key)).size).toBe(1);
    expect(new Set(ours.map((entry) => entry.bytes)).size).toBe(1);
    expect(ours.reduce((sum, entry) => sum + entry.deliveries, 0)).toBeLessThanOrEqual(2);
  }
}, 300_000);

test("afterwards everything here is what the sellers have, and every sentence of I1 to I8 holds", async () => {
  for (const { lane } of bought) world.proxy.setRule(lane.name, null);
  const findings = () => world.findingsNow(true);
  await expect.poll(findings, { timeout: 120_000, interval: 500 }).toEqual([]);
}, 300_000);
