import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CreateMediaBuyIntent } from "@/server/domain/change/patch";
import type { CreativeFormat, CreativeUpload } from "../creative-exchange";
import type { Read, SalesAgent, WriteReply } from "../sales-agent";
import { type ClosableSalesAgents, salesAgentsFor } from "../sales-agents";
import { testEndpoint } from "../test-endpoint";

/** The whole contract on real wire against the sandbox sellers, a process of their own that shares no code with us. */
let sandbox: ChildProcess;
let directory = "";
let base = "";
let agents: ClosableSalesAgents;

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, "127.0.0.1", resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  return typeof address === "object" && address !== null ? address.port : 0;
}

beforeAll(async () => {
  const port = await freePort();
  directory = await mkdtemp(join(tmpdir(), "flightdeck-contract-"));
  base = `http://127.0.0.1:${port}`;
  sandbox = spawn(process.execPath, ["--import", "tsx", "server/sandbox/main.ts"], {
    env: {
      ...process.env,
      SANDBOX_PORT: String(port),
      SANDBOX_DIR: directory,
      SANDBOX_SPEED: "1",
      SANDBOX_REVIEW_SECONDS: "3600",
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    sandbox.stdout?.on("data", (chunk: Buffer) => chunk.includes("Sandbox sellers on") && resolve());
    sandbox.once("exit", (code) => reject(new Error(`The sandbox ended with ${code}`)));
  });
  agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
}, 30_000);

afterAll(async () => {
  await agents.close();
  sandbox.removeAllListeners("exit");
  const ended = new Promise((resolve) => sandbox.once("exit", resolve));
  sandbox.kill();
  await ended;
  await rm(directory, { recursive: true });
});

type Seller = "prompt" | "careful" | "awkward";

function agentOf(seller: Seller, token = `sandbox-${seller}-token`): SalesAgent {
  return agents(testEndpoint(`${base}/${seller}/mcp`, token, { salesAgentId: seller, name: seller }));
}

/** An account of its own for every test: the sandbox opens it at the first word. */
function ownAccount() {
  const brandDomain = `${randomUUID()}.example`;
  return { kind: "natural", brandDomain, operator: "flightdeck-demo.example", sandbox: false } as const;
}
type Account = ReturnType<typeof ownAccount>;

function ok<T>(read: Read<T>): T {
  expect(read).toMatchObject({ kind: "ok" });
  if (read.kind !== "ok") throw new Error(read.problem.message);
  return read.value;
}

function accepted<T>(reply: WriteReply<T>): T {
  expect(reply).toMatchObject({ kind: "accepted" });
  if (reply.kind !== "accepted") throw new Error(reply.kind);
  return reply.value;
}

const flight = { startAt: "2027-03-01T00:00:00.000Z", endAt: "2027-04-01T00:00:00.000Z" };

/** A create of two packages of one product, with whatever price that product asks for. */
async function intentFor(agent: SalesAgent, account: Account, poNumber = "PO-1"): Promise<CreateMediaBuyIntent> {
  const query = {
    brief: "",
    brandDomain: account.brandDomain,
    account,
    startDay: null,
    endDay: null,
    currency: "USD",
    countries: [],
  };
  const { products } = ok(await agent.getProducts(query));
  const inUsd = products.find((product) => product.pricingOptions.some((option) => option.currency === "USD"));
  const option = inUsd?.pricingOptions.find((candidate) => candidate.currency === "USD");
  if (!inUsd || !option) throw new Error("The sandbox has no product in USD");
  const line = (packageId: string, budgetMicros: bigint) => ({
    packageId,
    productId: inUsd.productId,
    pricingOptionId: option.pricingOptionId,
    formatIds: inUsd.formatIds,
    budgetMicros,
    bidMicros: option.fixedPriceMicros === null ? (option.floorPriceMicros ?? 1_000_000n) * 2n : null,
    impressions: null,
    pacing: "even" as const,
    startAt: null,
    endAt: null,
    paused: false,
    targetingOverlay: { geo_countries: ["US"] },
    creativeAssignments: [],
    optimizationGoals: [],
  });
  return {
    buyerRef: "REF-1",
    campaignId: "campaign-1",
    poNumber,
    brandDomain: account.brandDomain,
    ...flight,
    currency: "USD",
    packages: [line("pk-1", 50_000_000_000n), line("pk-2", 60_250_500_000n)],
  };
}

describe.each(["prompt", "careful", "awkward"] as const)("%s", (seller) => {
  const agent = () => agentOf(seller);

  test("says what it can do, and its products, formats and accounts can be read to the last", async () => {
    const capabilities = ok(await agent().getCapabilities());
    expect(capabilities).toMatchObject({ majorVersions: [3], replayTtlSeconds: 86_400, geoCountries: true });
    expect(capabilities.tools).toContain("tasks_get");
    const answer = ok(
      await agent().getProducts({
        brief: "",
        brandDomain: null,
        account: null,
        startDay: "2027-03-01",
        endDay: "2027-03-31",
        currency: "USD",
        countries: [],
      }),
    );
    expect(answer.products.length).toBeGreaterThan(2);
    expect(answer.warnings).toEqual([]);
    const formats = ok(await agent().listCreativeFormats());
    const known = new Set(formats.map((format) => format.formatId.id));
    for (const product of answer.products) expect(product.formatIds.some((format) => known.has(format.id))).toBe(true);
    expect(ok(await agent().listAccounts()).map((account) => account.accountId)).toContain(`acc_${seller}_main`);
  });

  test("a wrong token is named", async () => {
    const refused = await agentOf(seller, "wrong").getCapabilities();
    expect(refused).toMatchObject({ kind: "failed", problem: { code: "AUTH_REQUIRED", httpStatus: 401 } });
  });

  test("an unknown buy and an unknown product come back as the seller's own refusal", async () => {
    const account = ownAccount();
    const update = agent().freezeUpdate(account, {
      mediaBuyId: "nope",
      revision: null,
      currency: "USD",
      paused: true,
      packages: [],
    });
    expect(await agent().sendUpdate(update, randomUUID())).toMatchObject({
      kind: "refused",
      problem: { code: "MEDIA_BUY_NOT_FOUND" },
    });
    const intent = await intentFor(agent(), account);
    const packages = intent.packages.map((line) => ({ ...line, productId: "nope" }));
    const create = agent().freezeCreate(account, { ...intent, packages });
    expect(await agent().sendCreate(create, randomUUID())).toMatchObject({
      kind: "refused",
      problem: { code: "PRODUCT_NOT_FOUND" },
    });
  });
});

describe("prompt, from create to delivery", () => {
  test("a buy is made once per key, changed, given creatives, and every step is read back", async () => {
    const agent = agentOf("prompt");
    const account = ownAccount();
    const request = agent.freezeCreate(account, await intentFor(agent, account));
    const key = randomUUID();
    const created = accepted(await agent.sendCreate(request, key));
    expect(created.packages.map((line) => line.context?.package_id)).toEqual(["pk-1", "pk-2"]);
    const again = await agent.sendCreate(request, key);
    expect(again).toMatchObject({ kind: "accepted", replayed: true, value: { mediaBuyId: created.mediaBuyId } });
    expect(ok(await agent.getMediaBuys(account, null))).toHaveLength(1);

    const [buy] = ok(await agent.getMediaBuys(account, [created.mediaBuyId]));
    expect(buy).toMatchObject({
      status: "pending_creatives",
      currency: "USD",
      totalMicros: 110_250_500_000n,
      ...flight,
    });
    const packageId = created.packages[0]?.packageId ?? "";
    await assignCreative(agent, account, created.mediaBuyId, packageId);
    const change = { mediaBuyId: created.mediaBuyId, revision: null, currency: "USD" };
    const raise = agent.freezeUpdate(account, {
      ...change,
      packages: [{ packageId, budgetMicros: 51_000_000_000n, pacing: "asap" }],
    });
    expect(accepted(await agent.sendUpdate(raise, randomUUID())).affectedPackages).toHaveLength(1);
    const later = agent.freezeUpdate(account, { ...change, endAt: "2027-05-01T00:00:00.000Z", packages: [] });
    accepted(await agent.sendUpdate(later, randomUUID()));

    const [after] = ok(await agent.getMediaBuys(account, [created.mediaBuyId]));
    expect(after).toMatchObject({ totalMicros: 111_250_500_000n, endAt: "2027-05-01T00:00:00.000Z" });
    expect(after?.revision).toBeGreaterThan(buy?.revision ?? 0);
    expect(after?.packages[0]).toMatchObject({
      budgetMicros: 51_000_000_000n,
      creativeApprovals: [{ creativeId: "cr-1" }],
    });
    const [report] = ok(await agent.getDelivery(account, [created.mediaBuyId], "2026-11-01", "2027-05-01"));
    expect(report).toMatchObject({ mediaBuyId: created.mediaBuyId, currency: "USD" });
    expect(report?.packages).toHaveLength(2);
  });

  test("a key with another body is a conflict", async () => {
    const agent = agentOf("prompt");
    const account = ownAccount();
    const intent = await intentFor(agent, account);
    const key = randomUUID();
    accepted(await agent.sendCreate(agent.freezeCreate(account, intent), key));
    const other = agent.freezeCreate(account, { ...intent, endAt: "2027-06-01T00:00:00.000Z" });
    expect(await agent.sendCreate(other, key)).toMatchObject({
      kind: "refused",
      problem: { code: "IDEMPOTENCY_CONFLICT", recovery: "correctable" },
    });
  });
});

async function assignCreative(
  agent: SalesAgent,
  account: Account,
  mediaBuyId: string,
  packageId: string,
): Promise<void> {
  const [buy] = ok(await agent.getMediaBuys(account, [mediaBuyId]));
  const wanted = buy?.packages[0]?.formatsPending?.map((format) => format.id) ?? [];
  const format = ok(await agent.listCreativeFormats()).find((candidate) => wanted.includes(candidate.formatId.id));
  if (!format) throw new Error("The seller lists no format that the package waits for");
  const sync = agent.freezeSyncCreatives(account, [uploadFor(format)]);
  expect(accepted(await agent.sendSyncCreatives(sync, randomUUID())).creatives).toMatchObject([
    { creativeId: "cr-1", action: "created", errors: [] },
  ]);
  const change = { mediaBuyId, revision: buy?.revision ?? null, currency: "USD" };
  const assign = agent.freezeUpdate(account, {
    ...change,
    packages: [{ packageId, creativeAssignments: [{ creativeId: "cr-1" }] }],
  });
  accepted(await agent.sendUpdate(assign, randomUUID()));
  expect(ok(await agent.listCreatives(account, ["cr-1", "cr-unknown"])).map((state) => state.creativeId)).toEqual([
    "cr-1",
  ]);
}

function uploadFor(format: CreativeFormat): CreativeUpload {
  return {
    creativeId: "cr-1",
    name: "Hero",
    format,
    kind: format.kind === "video" ? "video" : "image",
    assetUrl: "https://cdn.northwind-coffee.example/hero",
    clickUrl: "https://northwind-coffee.example/",
    width: format.width ?? 1920,
    height: format.height ?? 1080,
    durationMs: format.durationMs ?? 15_000,
  };
}

describe("careful, with a person in between", () => {
  const decide = (taskId: string, decision: Record<string, string>) =>
    fetch(`${base}/careful/reviews/${taskId}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(decision),
    });

  test("a create waits as a task, then brings its buy with our packages tied to it", async () => {
    const agent = agentOf("careful");
    const account = ownAccount();
    const reply = await agent.sendCreate(agent.freezeCreate(account, await intentFor(agent, account)), randomUUID());
    expect(reply.kind).toBe("submitted");
    const taskId = reply.kind === "submitted" ? (reply.taskId ?? "") : "";
    expect(ok(await agent.getTask(account, taskId)).status).toBe("submitted");
    expect((await decide(taskId, { decision: "approve" })).ok).toBe(true);
    const task = ok(await agent.getTask(account, taskId));
    expect(task).toMatchObject({ status: "completed", problem: null });
    expect(task.create?.packages.map((line) => line.context?.package_id)).toEqual(["pk-1", "pk-2"]);
    expect(ok(await agent.getMediaBuys(account, null)).map((buy) => buy.mediaBuyId)).toEqual([task.create?.mediaBuyId]);
  });

  test("a declined create ends with the reviewer's reason and no buy", async () => {
    const agent = agentOf("careful");
    const account = ownAccount();
    const reply = await agent.sendCreate(agent.freezeCreate(account, await intentFor(agent, account)), randomUUID());
    const taskId = reply.kind === "submitted" ? (reply.taskId ?? "") : "";
    await decide(taskId, { decision: "decline", reason: "No inventory in March" });
    const task = ok(await agent.getTask(account, taskId));
    expect(task).toMatchObject({ status: "rejected", create: null });
    expect(`${task.problem?.message} ${task.message}`).toContain("No inventory in March");
    expect(ok(await agent.getMediaBuys(account, null))).toEqual([]);
  });
});

describe("awkward, on request", () => {
  async function createWith(poNumber: string) {
    const agent = agentOf("awkward");
    const account = ownAccount();
    const request = agent.freezeCreate(account, await intentFor(agent, account, poNumber));
    const key = randomUUID();
    const first = await agent.sendCreate(request, key);
    return { agent, account, first, again: () => agent.sendCreate(request, key) };
  }

  test("work done and no answer is unknown; the same key brings the answer, and there is one buy", async () => {
    const { agent, account, first, again } = await createWith("PO-9 [create:drop]");
    expect(first).toMatchObject({ kind: "unknown", problem: { code: "CONNECTION_LOST" } });
    expect(ok(await agent.getMediaBuys(account, null))).toHaveLength(1);
    expect(await again()).toMatchObject({ kind: "accepted", replayed: true });
    expect(ok(await agent.getMediaBuys(account, null))).toHaveLength(1);
  });

  test("HTTP 500 is unknown, 429 a refusal with its time; both go through the second time", async () => {
    const broken = await createWith("PO-9 [create:error500]");
    expect(broken.first).toMatchObject({ kind: "unknown", problem: { code: "SERVER_ERROR", httpStatus: 500 } });
    expect((await broken.again()).kind).toBe("accepted");
    const busy = await createWith("PO-9 [create:429:3]");
    expect(busy.first).toMatchObject({
      kind: "refused",
      problem: { code: "RATE_LIMITED", retryAfterSeconds: 3, recovery: "transient" },
    });
    expect((await busy.again()).kind).toBe("accepted");
  });

  test("a refusal keeps the seller's code and words", async () => {
    const { first } = await createWith("PO-9 [create:refuse:POLICY_VIOLATION|Not this one]");
    expect(first).toMatchObject({ kind: "refused", problem: { code: "POLICY_VIOLATION", recovery: "correctable" } });
    expect(first.kind === "refused" && first.problem.message).toContain("Not this one");
  });
});
