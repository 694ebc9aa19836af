import { randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { makeVault } from "../auth/vault";
import { inWriteTransaction } from "../db/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addMillis, systemClock } from "../domain/time";
import { salesAgentsFor } from "../sales-agents/sales-agents";
import type { Exchange } from "../sales-agents/transport";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { EngineDesk } from "../seller-calls/engine-desk";
import { startWorker } from "../seller-calls/worker";
import { newUuidV7 } from "../uuid";
import {
  deliver,
  envelope,
  giveAddress,
  intakeOf,
  publishing,
  sellerKey,
  signed,
  webhookPorts,
} from "../webhooks/test-webhook-world";
import { type RecorderOptions, recordExchanges } from "./record-exchanges";

let database: TestDatabase;
let sandbox: Sandbox;
let folder: string;
const vault = makeVault([Buffer.alloc(32, 7)]);

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-transcript-"));
  [sandbox, database] = await Promise.all([
    startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 }),
    testDatabase(),
  ]);
});
afterAll(async () => {
  await sandbox.close();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

function recorder(more: Partial<RecorderOptions> = {}) {
  const warned: { readonly fields: Record<string, unknown>; readonly message: string }[] = [];
  const note = (fields: Record<string, unknown>, message: string) => void warned.push({ fields, message });
  const made = recordExchanges({
    clock: systemClock,
    newId: newUuidV7,
    log: { info: note, warn: note, error: note },
    inTransaction: (work) => inWriteTransaction(database.db, work),
    everyMs: 5,
    ...more,
  });
  return { ...made, warned };
}

function anExchange(fields: Partial<Exchange> = {}): Exchange {
  return {
    organisationId: randomUUID(),
    salesAgentId: randomUUID(),
    protocol: "mcp",
    tool: "get_products",
    method: "POST",
    url: "https://seller.example/mcp",
    status: 200,
    ms: 12.4,
    requestHeaders: { "content-type": "application/json" },
    requestBody: "{}",
    responseHeaders: {},
    responseBody: "{}",
    errorCode: null,
    error: null,
    context: null,
    characters: 4,
    ...fields,
  };
}

function closedGate() {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((open) => {
    resolve = open;
  });
  return { promise, resolve: () => resolve() };
}

const until = { timeout: 90_000, interval: 20 };

test("a create at a seller is kept with its call, change, buy and campaign, and waits for none of it", async () => {
  const gate = closedGate();
  const kept = recorder({
    inTransaction: async (work) => {
      await gate.promise;
      return inWriteTransaction(database.db, work);
    },
  });
  const salesAgents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], onExchange: kept.exchange });
  const agent = {
    url: `${sandbox.url}/prompt/mcp`,
    token: "sandbox-prompt-token",
    sellerAccountId: "acc_prompt_main",
  };
  const options = { pollSeconds: 0.3, deliverySeconds: 60, leaseMs: 10_000 };
  const world = { db: database.db, vault, salesAgents, clock: systemClock, agent, options };
  const desk = await new EngineDesk(world).open();
  const { campaignId, changeId, mediaBuyId } = await plan(desk);
  const worker = startWorker(desk.ports, desk.options);
  await vi.waitFor(async () => {
    const { state } = await database.db.change.findUniqueOrThrow({ where: { id: changeId } });
    expect(state).toBe("settled");
  }, until);
  await worker.stop();
  const mine = { organisationId: desk.organisationId };
  expect(await database.db.exchange.count({ where: mine })).toBe(0);
  gate.resolve();
  await kept.close();
  const call = await database.db.sellerCall.findFirstOrThrow({ where: mine });
  const sent = await database.db.exchange.findFirstOrThrow({ where: { ...mine, tool: "create_media_buy" } });
  expect(sent).toMatchObject({
    direction: "out",
    protocol: "mcp",
    status: 200,
    sellerCallId: call.id,
    attempt: 1,
    changeId,
    mediaBuyId,
    campaignId,
  });
  expect(sent.requestBody).toContain(`"idempotency_key":"${call.idempotencyKeyPrefix}…"`);
  const read = await database.db.exchange.findFirstOrThrow({ where: { ...mine, tool: "get_media_buys", changeId } });
  expect(read).toMatchObject({ mediaBuyId, campaignId });
  const all = JSON.stringify(await database.db.exchange.findMany({ where: mine }));
  expect(all).not.toContain(agent.token);
  expect(await database.db.job.count({ where: { ...mine, kind: "prune_exchanges" } })).toBe(1);
  await salesAgents.close();
});

async function plan(desk: EngineDesk) {
  const query = { brandDomain: "northwind-coffee.example", startDay: null, endDay: null, countries: [] };
  const answer = await desk.seller.getProducts({ brief: "", account: desk.account, currency: "USD", ...query });
  if (answer.kind === "failed") throw new Error(answer.problem.message);
  const [offer] = answer.value.products.flatMap((product) => {
    const option = product.pricingOptions.find((one) => one.currency === "USD" && one.fixedPriceMicros !== null);
    return option ? [{ productId: product.productId, pricingOptionId: option.pricingOptionId }] : [];
  });
  if (!offer) throw new Error("nothing to buy");
  const startAt = addMillis(systemClock(), 86_400_000).replace(/T.*/, "T00:00:00.000Z");
  const flight = { startAt, endAt: addMillis(startAt, 30 * 86_400_000) };
  const released = await desk.plan([{ ...offer, budgetMicros: 30_000_000_000n }], flight);
  const { campaignId } = await database.db.mediaBuy.findUniqueOrThrow({ where: { id: released.mediaBuyId } });
  return { ...released, campaignId };
}

test("a webhook is kept, taken or refused, without the secrets of its address", async () => {
  const kept = recorder();
  const clock = systemClock;
  const ports = webhookPorts(database.db, vault, clock, (work) => inWriteTransaction(database.db, work));
  const [organisationId, salesAgentId, mediaBuyId] = [randomUUID(), randomUUID(), randomUUID()];
  const [createdAt, url] = [new Date(clock()), "https://seller.example/mcp"];
  await database.db.organisation.create({ data: { id: organisationId, name: "Northwind", createdAt } });
  await database.db.salesAgent.create({
    data: { id: salesAgentId, organisationId, name: "Tagblatt", url, protocol: "mcp", createdAt },
  });
  const address = await giveAddress(ports, { organisationId, salesAgentId, mediaBuyId });
  const [ours, strangers] = [sellerKey(), sellerKey()];
  const intake = { ...intakeOf(ports, publishing({ [url]: [ours.published] })), onWebhook: kept.webhook };
  const body: Record<string, unknown> = {
    ...envelope(),
    token: address.echo,
    result: { bank: { iban: "DE89370400440532013000" } },
  };
  const good = await deliver(intake, address.token, signed(address, body, ours, clock));
  const bad = await deliver(intake, address.token, signed(address, body, strangers, clock));
  expect([good.status, bad.status]).toEqual([200, 401]);
  await kept.flush();
  const rows = await database.db.exchange.findMany({ where: { organisationId }, orderBy: { id: "asc" } });
  expect(rows).toMatchObject([
    { direction: "in", protocol: "webhook", tool: "create_media_buy", status: 200, mediaBuyId, errorCode: null },
    { direction: "in", protocol: "webhook", tool: "webhook", status: 401, mediaBuyId },
  ]);
  expect(rows[0]?.url).toBe("https://desk.example/api/webhooks/[redacted]");
  expect(rows[1]?.errorCode).toMatch(/^webhook_signature/);
  const text = JSON.stringify(rows);
  const secrets = [address.token, address.echo, "DE89370400440532013000", String(body.idempotency_key)];
  for (const secret of secrets) expect(text).not.toContain(secret);
});

test("an exchange is read, and with that redacted, when it is written and not before", async () => {
  const kept = recorder();
  const organisationId = randomUUID();
  let reads = 0;
  kept.exchange({
    ...anExchange({ organisationId }),
    get responseBody() {
      reads += 1;
      return "{}";
    },
  });
  expect(reads).toBe(0);
  await kept.close();
  expect(reads).toBeGreaterThan(0);
  expect(await database.db.exchange.count({ where: { organisationId } })).toBe(1);
});

test("what waits is bounded: the rest is counted and said, and handing over never waits", async () => {
  const gate = closedGate();
  const kept = recorder({
    mostRows: 3,
    inTransaction: async (work) => {
      await gate.promise;
      return inWriteTransaction(database.db, work);
    },
  });
  const organisationId = randomUUID();
  for (let index = 0; index < 8; index += 1) kept.exchange(anExchange({ organisationId }));
  gate.resolve();
  await kept.close();
  expect(await database.db.exchange.count({ where: { organisationId } })).toBe(3);
  expect(kept.warned).toMatchObject([{ fields: { exchanges: 5 } }]);
});

test("a database that is busy is tried again; a row that cannot be written blocks nothing", async () => {
  let refuse = 1;
  const kept = recorder({
    inTransaction: (work) => {
      refuse -= 1;
      return refuse >= 0 ? Promise.reject(new Error("busy")) : inWriteTransaction(database.db, work);
    },
  });
  const organisationId = randomUUID();
  kept.exchange(anExchange({ organisationId }));
  await kept.flush();
  expect(await database.db.exchange.count({ where: { organisationId } })).toBe(0);
  await kept.flush();
  expect(await database.db.exchange.count({ where: { organisationId } })).toBe(1);
  refuse = 3;
  kept.exchange(anExchange({ organisationId, tool: "never" }));
  for (let tries = 0; tries < 3; tries += 1) await kept.flush();
  kept.exchange(anExchange({ organisationId, tool: "later" }));
  await kept.flush();
  const tools = await database.db.exchange.findMany({ where: { organisationId }, select: { tool: true } });
  expect(tools.map((one) => one.tool).sort()).toEqual(["get_products", "later"]);
});
