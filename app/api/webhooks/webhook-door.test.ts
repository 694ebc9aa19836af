import { randomUUID } from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { isTrackedEnvelope } from "@trpc/server";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeOrganisation } from "@/prisma/demo-organisation";
import { appRouter } from "@/server/api/root";
import { createCallerFactory } from "@/server/api/trpc";
import { quickPasswords } from "@/server/auth/test-quick-passwords";
import { type Composition, composition } from "@/server/composition";
import { type TestDatabase, testDatabase } from "@/server/db/test-database";
import type { Actor, Role } from "@/server/domain/permissions";
import { addDays, dayIn, systemClock } from "@/server/domain/time";
import { type Sandbox, startSandbox } from "@/server/sandbox/start-sandbox";
import { contactSalesAgent } from "@/server/seller-calls/contact-sales-agent";
import { startWorker, type Worker } from "@/server/seller-calls/worker";
import { searchesSettled } from "@/server/workflows/running-searches";
import { POST } from "./[token]/route";

/** A real seller that signs, the route as Next calls it, and a worker whose next poll is an hour away. */
const hour = 3_600;
let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let app: Composition;
let worker: Worker;
let organisationId: string;
let doors: http.Server;
let received: (readonly [status: number, challenge: string | null])[] = [];

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-webhooks-"));
  sandbox = await startSandbox({ port: 0, dir: folder, speed: 1440, reviewSeconds: 0.5 });
  database = await testDatabase();
  doors = http.createServer((req, res) => void answer(req, res));
  await new Promise<void>((resolve) => doors.listen(0, "127.0.0.1", resolve));
  vi.stubEnv("DATABASE_URL", database.url);
  vi.stubEnv("FLIGHTDECK_URL", `http://127.0.0.1:${(doors.address() as AddressInfo).port}`);
  vi.stubEnv("FLIGHTDECK_ALLOWED_HOSTS", "127.0.0.1");
  vi.stubEnv("BETTER_AUTH_SECRET", "only-for-this-test-0000000000000000");
  vi.stubEnv("FLIGHTDECK_ENCRYPTION_KEY", Buffer.alloc(32).toString("base64"));
  vi.stubEnv("LOG_LEVEL", "silent");
  app = composition();
  const place = { name: "Hooks", domain: "hooks.example", password: "hooks-password", currency: "USD" };
  const plan = { ...place, timeZone: "Europe/Berlin", sandboxUrl: sandbox.url };
  const made = await makeOrganisation(app.ports, quickPasswords, plan);
  organisationId = made.organisationId;
  for (const id of made.salesAgentIds) await contactSalesAgent(app.ports, organisationId, id);
  worker = startWorker(app.ports, { pollSeconds: hour, deliverySeconds: hour, leaseMs: 15_000 });
  app.onWake(worker.wake);
});

afterAll(async () => {
  await worker.stop();
  await searchesSettled();
  await sandbox.close();
  await new Promise((resolve) => doors.close(resolve));
  await app.closeSellers();
  await app.db.$disconnect();
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
  vi.unstubAllEnvs();
});

/** What Next does between the socket and the handler. */
async function answer(req: http.IncomingMessage, res: http.ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const headers = Object.entries(req.headers).map(([name, value]) => [name, String(value)] as [string, string]);
  const url = `http://${req.headers.host}${req.url}`;
  const token = req.url?.split("/").at(-1) ?? "";
  const body = Buffer.concat(chunks);
  const reply = await POST(new Request(url, { method: "POST", headers, body }), { params: Promise.resolve({ token }) });
  received.push([reply.status, reply.headers.get("www-authenticate")]);
  res.writeHead(reply.status).end(await reply.text());
}

const callerOf = createCallerFactory(appRouter);
function as(role: Role) {
  const actor: Actor = { organisationId, userId: `u-${role}`, name: role, role, requestId: "test" };
  return callerOf(() => ({ actor, requestId: "test", mutationId: randomUUID(), ports: app.ports }));
}

async function agentNamed(name: string) {
  const agent = (await as("viewer").salesAgents.list()).find((one) => one.name === name);
  if (!agent) throw new Error(`no ${name}`);
  return agent;
}

/** Plans one package at one seller, approves it, and waits until it is settled. */
async function buyAt(name: string) {
  const [planner, { id: salesAgentId }] = [as("planner"), await agentNamed(name)];
  const today = dayIn(systemClock(), "Europe/Berlin");
  const [brand] = await planner.campaigns.brands();
  const { campaignId } = await planner.campaigns.create({ name: `Jackets at ${name}` });
  const flight = { startDay: addDays(today, 1), endDay: addDays(today, 30), totalMicros: 20_000_000_000n };
  const patch = { brandId: brand?.id ?? null, brief: "video", poNumber: "PO-7", currency: "USD", ...flight };
  await planner.campaigns.saveDraft({ campaignId, revision: 1, patch });
  const { searchId } = await planner.products.search({ campaignId, salesAgentIds: [salesAgentId] });
  await last(await planner.products.follow({ searchId }));
  const { products } = await planner.products.forCampaign({ campaignId }).then((all) => all.search ?? { products: [] });
  const offers = products.flatMap(({ id: productSnapshotId, pricingOptions }) =>
    pricingOptions
      .filter((one) => one.currency === "USD" && one.fixedPriceMicros !== null)
      .map(({ pricingOptionId }) => ({ productSnapshotId, pricingOptionId })),
  );
  await planner.packages.add({ campaignId, items: offers.slice(0, 1) });
  const { packages } = await planner.packages.list({ campaignId });
  const rows = packages.map(({ id: packageId, revision }) => ({ packageId, revision }));
  await planner.packages.split({ campaignId, mode: "even", totalMicros: flight.totalMicros, rows });
  const { campaign } = await planner.changeSets.review({ campaignId });
  const sent = await planner.changeSets.submitCampaign({
    campaignId,
    revision: campaign.revision,
    reason: "Autumn push",
  });
  const { payloadHash } = await as("approver").changeSets.get({ changeSetId: sent.changeSetId });
  await as("approver").changeSets.approve({ changeSetId: sent.changeSetId, payloadHash });
  const set = await last(await as("viewer").changeSets.follow({ changeSetId: sent.changeSetId }));
  return { set, ...(await app.db.mediaBuy.findFirstOrThrow({ where: { campaignId } })) };
}

async function last<T>(events: AsyncIterable<unknown>): Promise<T> {
  let shown: T | undefined;
  for await (const event of events) if (isTrackedEnvelope<T>(event)) shown = event[1];
  if (shown === undefined) throw new Error("Nothing was shown");
  return shown;
}

const until = { timeout: 90_000, interval: 50 };
const seen = (salesAgentId: string) => as("viewer").webhooks.forAgent({ salesAgentId });
const post = (where: string, body: unknown) =>
  fetch(`${sandbox.url}${where}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });

describe.each([["rfc9421"], ["hmac"]] as const)("webhooks signed by %s", (mode) => {
  let sellerMediaBuyId: string;
  let mediaBuyId: string;
  let salesAgentId: string;

  test("confirm a create that a person looks at, long before the next poll", async () => {
    const agent = await agentNamed("Northlight TV");
    salesAgentId = agent.id;
    await as("admin").webhooks.setMode({ salesAgentId, revision: agent.revision, mode });
    received = [];
    const buy = await buyAt("Northlight TV");
    expect(buy.set).toMatchObject({ state: "applied" });
    expect(received[0]).toEqual([200, null]);
    sellerMediaBuyId = buy.sellerMediaBuyId ?? "";
    mediaBuyId = buy.id;
    expect(sellerMediaBuyId).toMatch(/^mb_careful/);
    expect(await app.db.sellerTask.findMany({ where: { salesAgentId, polls: { gt: 0 } } })).toEqual([]);
    // What was frozen, approved and kept names neither the path, nor the token, nor the secret.
    const change = await app.db.change.findFirstOrThrow({ where: { mediaBuyId } });
    const frozen = JSON.parse(change.request).push_notification_config;
    expect(frozen.url).toMatch(/\/api\/webhooks\/[0-9a-f-]{36}$/);
    expect(Object.keys(frozen)).toEqual(mode === "hmac" ? ["authentication", "url"] : ["url"]);
    expect(frozen.authentication).toEqual(mode === "hmac" ? { schemes: ["HMAC-SHA256"] } : undefined);
  });

  test("tell of what the seller does by itself", async () => {
    await post("/careful/_act", { media_buy_id: sellerMediaBuyId, act: "pause" });
    await vi.waitFor(async () => {
      expect(await as("viewer").mediaBuys.get({ mediaBuyId })).toMatchObject({ status: "PAUSED" });
    }, until);
  });

  test.each([
    [{ forged: "key" }, "webhook_signature_invalid"],
    [{ forged: "body" }, mode === "hmac" ? "webhook_signature_invalid" : "webhook_signature_digest_mismatch"],
    [{ forged: "stale" }, "webhook_signature_window_invalid"],
    [{ forged: "mode" }, "webhook_mode_mismatch"],
  ] as const)("are refused when wrong: %o", async (mishap, code) => {
    received = [];
    await post("/careful/_webhook", { media_buy_id: sellerMediaBuyId, status: "canceled", ...mishap });
    await vi.waitFor(() => expect(received).toEqual([[401, `Signature error="${code}"`]]), until);
    expect((await seen(salesAgentId)).lines[0]).toMatchObject({ kind: "webhook_refused", code });
  });

  test("count once when repeated, and not at all when older or under a used key", async () => {
    received = [];
    const before = await app.db.webhookReceipt.count({ where: { salesAgentId } });
    await post("/careful/_webhook", { media_buy_id: sellerMediaBuyId, duplicate: 2 });
    await vi.waitFor(() => expect(received).toHaveLength(3), until);
    await post("/careful/_webhook", { media_buy_id: sellerMediaBuyId, older_ms: 7_200_000 });
    await vi.waitFor(() => expect(received).toHaveLength(4), until);
    await post("/careful/_webhook", { media_buy_id: sellerMediaBuyId, reuse_key: true });
    await vi.waitFor(() => expect(received).toHaveLength(6), until);
    expect(received.map(([status]) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    expect((await app.db.webhookReceipt.count({ where: { salesAgentId } })) - before).toBe(3);
    const kinds = (await seen(salesAgentId)).lines.map((line) => line.kind);
    expect(kinds).toEqual(expect.arrayContaining(["older", "webhook_conflict"]));
    await vi.waitFor(async () => {
      expect((await seen(salesAgentId)).lines.filter((line) => line.kind === "received")).toEqual([]);
    }, until);
    expect(await as("viewer").mediaBuys.get({ mediaBuyId })).toMatchObject({ status: "PAUSED" });
  });
});

test("a secret is shown once when it is made, and the seller gets the new one with the next request", async () => {
  const { id: salesAgentId, revision } = await agentNamed("Northlight TV");
  const { secret } = await as("admin").webhooks.rotateSecret({ salesAgentId, revision });
  expect(secret.length).toBeGreaterThanOrEqual(32);
  expect(JSON.stringify(await seen(salesAgentId))).not.toContain(secret);
  expect(await seen(salesAgentId)).toMatchObject({ hasSecret: true, previousUntil: expect.any(String) });
  received = [];
  expect((await buyAt("Northlight TV")).set).toMatchObject({ state: "applied" });
  expect(received[0]).toEqual([200, null]);
  // Neither the secret nor what only the wire carries stands anywhere in the file, nor in what is not merged into it yet.
  const registrations = await app.db.webhookRegistration.findMany();
  const opened = registrations.map(({ id, tokenSealed }) =>
    app.ports.vault.open(tokenSealed, { organisationId, rowId: id, field: "webhookToken" }),
  );
  const file = database.url.replace("file:", "");
  const bytes = [file, `${file}-wal`].map((name) => fs.readFileSync(name, "latin1")).join("");
  expect([secret, ...opened].filter((text) => bytes.includes(text))).toEqual([]);
  expect(opened.length).toBeGreaterThan(0);
});

test("an agent that nobody here can be reached by is polled, with the reason", async () => {
  const { id: salesAgentId, revision } = await agentNamed("Bazaar Exchange");
  await app.db.salesAgent.update({ where: { id: salesAgentId }, data: { url: "https://seller.example/mcp" } });
  await expect(as("admin").webhooks.setMode({ salesAgentId, revision, mode: "rfc9421" })).rejects.toThrow(
    /FLIGHTDECK_PUBLIC_URL/,
  );
  expect(await seen(salesAgentId)).toMatchObject({ mode: "off", base: null });
});
