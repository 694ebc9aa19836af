import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { systemClock } from "../domain/time";
import { systemActor } from "../repositories/audit";
import { getSalesAgent } from "../repositories/sales-agents";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents/sales-agents";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { checkIdempotency, whyNoCheck } from "./check-idempotency";
import { contactSalesAgent } from "./contact-sales-agent";
import { EngineDesk } from "./engine-desk";
import { replayTtlOf } from "./replay-ttl";

/** The real sellers over the wire; the awkward one treats keys as it is told to. */
let sandbox: Sandbox;
let database: TestDatabase;
let salesAgents: ClosableSalesAgents;
let folder: string;
let desk: EngineDesk;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-promise-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 });
  database = await testDatabase();
  salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
});

afterAll(async () => {
  await salesAgents.close();
  await sandbox.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

beforeEach(async () => {
  const url = `${sandbox.url}/awkward/mcp`;
  const agent = { url, token: "sandbox-awkward-token", sellerAccountId: "acc_awkward_main" };
  const vault = makeVault([Buffer.alloc(32, 7)]);
  desk = await new EngineDesk({ db: database.db, vault, salesAgents, clock: systemClock, agent }).open();
});

async function checkedAt(idempotency: string) {
  await fetch(`${sandbox.url}/awkward/_control`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ idempotency }),
  });
  const { organisationId, salesAgentId, ports } = desk;
  await contactSalesAgent(ports, organisationId, salesAgentId);
  const check = await checkIdempotency(ports, systemActor(organisationId), salesAgentId);
  return { check, trusted: await replayTtlOf(database.db, organisationId, salesAgentId) };
}

/** What the sandbox account's orders of the test have come to. */
async function leftOver(): Promise<readonly string[]> {
  const read = await desk.seller.getMediaBuys({ kind: "id", accountId: "acc_awkward_sandbox" }, null);
  return read.kind === "ok" ? read.value.map(({ status }) => status) : [read.problem.code];
}

test("a seller that keeps its promise is trusted; one order is made, on the sandbox account, and canceled", async () => {
  const { check, trusted } = await checkedAt("kept");
  expect(check).toMatchObject({
    outcome: "kept",
    detail: "The same request came back as the same order, and said that it was a repeat",
  });
  expect(trusted).toBe(86_400);
  expect(await leftOver()).toEqual(["canceled"]);
  expect(await getSalesAgent(database.db, desk.organisationId, desk.salesAgentId)).toMatchObject({
    idempotencyCheck: check,
  });
});

test("a seller that forgets keys although it promises to keep them is trusted no more; both orders are canceled", async () => {
  const { check, trusted } = await checkedAt("forgotten");
  expect(check).toMatchObject({ outcome: "doubled" });
  expect(trusted).toBeNull();
  expect(await leftOver()).toEqual(["canceled", "canceled", "canceled"]);
});

test("without a promise, or without an account that is no real money, nothing is sent", async () => {
  const { check, trusted } = await checkedAt("unsupported");
  expect(check).toMatchObject({ outcome: "not_checked", detail: "Tagblatt does not promise to recognise a repeat" });
  expect(trusted).toBeNull();
  const { organisationId, salesAgentId } = desk;
  await database.db.account.updateMany({ where: { salesAgentId }, data: { sandbox: false } });
  await database.db.salesAgent.update({ where: { id: salesAgentId }, data: { sandbox: false } });
  const agent = await getSalesAgent(database.db, organisationId, salesAgentId);
  const promising = agent.capabilities && { ...agent.capabilities, replayTtlSeconds: 86_400 };
  expect(whyNoCheck({ ...agent, capabilities: promising })).toContain("has no active sandbox account");
});
