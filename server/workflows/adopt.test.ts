import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDesk, testDesk, testOrganisation } from "../api/test-desk";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { addMillis } from "../domain/time";
import { claimDueJobs, type JobKind } from "../queue/jobs";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { contactSalesAgent } from "../seller-calls/contact-sales-agent";
import { runJob } from "../seller-calls/worker";

/** Over the wire, against the sandbox: an account that has hundreds of media buys which nobody here made. */
const many = 430;
let database: TestDatabase;
let sandbox: Sandbox;
let desk: TestDesk;
let folder: string;
let agentId: string;
let accountId: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-adopt-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 3600 });
  database = await testDatabase();
  desk = await testDesk(database.db);
  const url = `${sandbox.url}/prompt/mcp`;
  agentId = await desk.addAgent({ name: "Tagblatt Media", url, token: "sandbox-prompt-token" });
  await contactSalesAgent(desk.ports, testOrganisation, agentId);
  const account = { salesAgentId: agentId, sellerAccountId: "acc_prompt_main" };
  accountId = (await database.db.account.findFirstOrThrow({ where: account })).id;
  await plant(many);
});
afterAll(async () => {
  await desk.close();
  await sandbox.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

async function plant(count: number, at = "prompt"): Promise<void> {
  const body = JSON.stringify({ account_id: `acc_${at}_main`, count });
  const headers = { "content-type": "application/json" };
  const reply = await fetch(`${sandbox.url}/${at}/_elsewhere`, { method: "POST", headers, body });
  expect(reply.status).toBe(200);
}

const options = { pollSeconds: 30, deliverySeconds: 300, leaseMs: 30_000 };

/** Runs due jobs of these kinds, at most `most` of them. */
async function run(kinds: readonly JobKind[], most = 1_000): Promise<number> {
  for (let done = 0; done < most; ) {
    const later = addMillis(desk.ports.clock(), 5);
    await database.db.job.updateMany({
      where: { kind: { notIn: [...kinds] } },
      data: { dueAt: new Date("2100-01-01") },
    });
    const jobs = await claimDueJobs(database.db, { now: later, leaseMs: options.leaseMs, limit: 1 });
    if (jobs.length === 0) return done;
    for (const job of jobs) await runJob(desk.ports, job, options);
    done += jobs.length;
  }
  return most;
}

const planner = () => desk.as("planner");
const whole = { text: "", statuses: [], origin: "elsewhere" as const };

test("every page is read, whoever dies in between, and a part of it is taken over as ours", async () => {
  const { scanId } = await planner().adopt.scan({ accountId });
  expect(await planner().adopt.scan({ accountId })).toEqual({ scanId });
  await run(["scan_account"], 2);
  expect((await planner().adopt.account({ accountId })).scan).toMatchObject({ state: "running", pages: 2, found: 200 });
  // A worker that died with the third page in its hands: its lease runs out and the next one reads that page again.
  const [held] = await claimDueJobs(database.db, { now: addMillis(desk.ports.clock(), 5), leaseMs: 1, limit: 1 });
  expect(held).toMatchObject({ kind: "scan_account", subjectId: scanId });
  await run(["scan_account"]);
  const { scan, counts, statuses } = await planner().adopt.account({ accountId });
  expect(scan).toMatchObject({ state: "done", pages: 5, found: many, total: many, unreadable: 0 });
  expect(counts).toEqual({ all: many, here: 0 });
  expect(statuses.map((one) => one.status)).toEqual(["active", "canceled", "completed", "paused", "rejected"]);

  const page = await planner().adopt.list({ accountId, statuses: ["paused"], sort: "totalMicros", descending: true });
  expect(page).toMatchObject({ total: many / 10, pageSize: 50 });
  expect(page.rows).toHaveLength(many / 10);
  expect(page.rows[0]).toMatchObject({ sellerStatus: "paused", obstacle: null, mediaBuyId: null });

  const choice = { kind: "matching" as const, filter: { ...whole, statuses: ["active", "paused"] } };
  const summary = await planner().adopt.summarise({ accountId, choice });
  const active = (many / 10) * 7;
  expect(summary.sums.reduce((sum, row) => sum + row.count, 0)).toBe(active);
  expect(new Set(summary.sums.map((row) => row.currency))).toEqual(new Set(["EUR", "USD"]));
  expect(summary.unknown).toContain("price");

  const grouping = { kind: "po_number" as const };
  await planner().adopt.takeOver({ accountId, choice, grouping });
  await expect(planner().adopt.takeOver({ accountId, choice, grouping })).rejects.toThrow(/being taken over already/);
  await expect(planner().adopt.scan({ accountId })).rejects.toThrow(/being taken over/);
  await run(["adopt_media_buys"]);
  const after = await planner().adopt.account({ accountId });
  expect(after.adoption).toMatchObject({ state: "done", chosen: active, done: active, skipped: 0 });
  expect(after.counts.here).toBe(active);
  const buys = await database.db.mediaBuy.findMany({ include: { packages: true, campaign: true } });
  expect(buys).toHaveLength(active);
  expect(buys.every((buy) => buy.adoptedAt !== null && buy.packages.length > 0)).toBe(true);
  expect(new Set(buys.map((buy) => buy.status))).toEqual(new Set(["ACTIVE", "PAUSED"]));
  expect(new Set(buys.map((buy) => `${buy.poNumber} ${buy.campaignId}`)).size).toBe(after.adoption?.campaigns);
  const looks = await database.db.job.findMany({ where: { kind: "refresh_media_buy" } });
  expect(looks).toHaveLength(active);
  const audited = await database.db.auditRow.count({ where: { action: "media_buy.taken_over" } });
  expect(audited).toBe(Math.ceil(active / 100));
});

test("taken over twice it is one; what is left out is said", async () => {
  const before = await database.db.mediaBuy.count();
  const ids = (await database.db.foundMediaBuy.findMany({ where: { mediaBuyId: { not: null } }, take: 5 })).map(
    (row) => row.id,
  );
  const choice = { kind: "ids" as const, ids };
  const { sums, leftOut } = await planner().adopt.summarise({ accountId, choice });
  expect({ sums, here: leftOut.here }).toEqual({ sums: [], here: 5 });
  await expect(planner().adopt.takeOver({ accountId, choice, grouping: { kind: "each" } })).rejects.toThrow(
    /None of the chosen/,
  );
  // The rows forget what is ours, as after a crash between two looks: the seller's id still tells.
  await database.db.foundMediaBuy.updateMany({ where: { id: { in: ids } }, data: { mediaBuyId: null } });
  await planner().adopt.takeOver({ accountId, choice, grouping: { kind: "each" } });
  await run(["adopt_media_buys"]);
  const { adoption } = await planner().adopt.account({ accountId });
  expect(adoption).toMatchObject({ state: "done", chosen: 5, done: 0, skipped: 5, campaigns: 0 });
  expect(await database.db.mediaBuy.count()).toBe(before);
});

test("one that was taken over is paused like any other, and the read-back says so", async () => {
  const buy = await database.db.mediaBuy.findFirstOrThrow({ where: { status: "ACTIVE" } });
  const manager = desk.as("manager");
  const view = await manager.mediaBuys.get({ mediaBuyId: buy.id });
  expect(view.allowed.pause).toBeNull();
  const outcome = await manager.changeSets.stageEdit({
    mediaBuyId: buy.id,
    revision: view.revision,
    paused: true,
    reason: "",
  });
  await run(["send_seller_call", "verify_change"]);
  const change = await database.db.change.findFirstOrThrow({ where: { changeSetId: outcome.changeSetId } });
  expect(change.state).toBe("settled");
  expect(decodeVerdicts(change.verdicts ?? "[]").map((one) => one.kind)).toEqual(["applied"]);
  expect(await database.db.mediaBuy.findUniqueOrThrow({ where: { id: buy.id } })).toMatchObject({ status: "PAUSED" });
  await manager.steering.editor({ mediaBuyId: buy.id });
  const { campaignId } = buy;
  expect((await manager.steering.campaign({ campaignId })).buys.length).toBeGreaterThan(1);
  expect((await manager.packages.list({ campaignId })).packages.length).toBeGreaterThan(1);
  expect((await manager.mediaBuys.get({ mediaBuyId: buy.id })).takenOver?.unknown).toContain("pacing");
  const examined: unknown[] = [];
  for await (const step of await desk.as("admin").doctor.examine())
    if ("findings" in step) examined.push(step.findings);
  expect(examined).toEqual([[]]);
  const { rows } = await manager.mediaBuys.list({ text: buy.name });
  expect(rows.map((row) => row.id)).toContain(buy.id);
});
