import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accepted, assignCreative, flight, intentFor, ok, ownAccount } from "./contract-steps";
import type { AgentEndpoint, SalesAgent } from "./sales-agent";
import { type ClosableSalesAgents, salesAgentsFor } from "./sales-agents";
import { testEndpoint } from "./test-endpoint";

type Seller = "prompt" | "careful" | "awkward";

/** One way in which the sandbox sellers can be reached. */
export type Face = {
  readonly name: string;
  readonly protocol: AgentEndpoint["protocol"];
  /** The last part of a seller's address. */
  readonly path: string;
  /** A server between us and the sandbox at `url`. */
  readonly inFront?: (url: string) => Promise<{ readonly url: string; close(): Promise<void> }>;
  /** It can neither list media buys nor show a task: what a write has made is looked at over MCP, past it. */
  readonly blind?: true;
};

type World = {
  readonly agentOf: (seller: Seller, token?: string) => SalesAgent;
  /** Where the sandbox itself is. */
  readonly sandbox: () => string;
};

/** The whole contract of the port on real wire, the same for every protocol. `sandbox` gives the sandbox's origin once it runs. */
export function contractSuite(face: Face, sandbox: () => string): void {
  describe(face.name, () => {
    let agents: ClosableSalesAgents;
    let front: { readonly url: string; close(): Promise<void> } | null = null;
    beforeAll(async () => {
      front = (await face.inFront?.(sandbox())) ?? null;
      agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"] });
    });
    afterAll(async () => {
      await agents.close();
      await front?.close();
    });
    const agentOf = (seller: Seller, token = `sandbox-${seller}-token`): SalesAgent => {
      const url = `${front?.url ?? sandbox()}/${seller}/${face.path}`;
      const agent = agents(testEndpoint(url, token, { salesAgentId: seller, name: seller, protocol: face.protocol }));
      if (!face.blind) return agent;
      const { getMediaBuys, getTask } = agents(testEndpoint(`${sandbox()}/${seller}/mcp`, token));
      return { ...agent, getMediaBuys, getTask };
    };
    const world = { agentOf, sandbox };
    for (const seller of ["prompt", "careful", "awkward"] as const) describe(seller, () => everySeller(world, seller));
    describe("prompt, from create to delivery", () => wholeBuy(world));
    describe("careful, with a person in between", () => reviewed(world));
    describe("awkward, on request", () => faults(world));
  });
}

function everySeller({ agentOf }: World, seller: Seller): void {
  const anything = { brief: "", brandDomain: null, account: null, currency: "USD", countries: [] };

  test("says what it can do, and its products, formats and accounts can be read to the last", async () => {
    const agent = agentOf(seller);
    const capabilities = ok(await agent.getCapabilities());
    expect(capabilities).toMatchObject({
      majorVersions: [3],
      replayTtlSeconds: 86_400,
      geoCountries: seller !== "careful",
    });
    expect(capabilities.tools).toEqual(expect.arrayContaining(["get_adcp_capabilities", "create_media_buy"]));
    const answer = ok(await agent.getProducts({ ...anything, startDay: "2027-03-01", endDay: "2027-03-31" }));
    expect(answer.products.length).toBeGreaterThan(2);
    expect(answer.warnings).toEqual([]);
    const formats = ok(await agent.listCreativeFormats());
    const known = new Set(formats.map((format) => format.formatId.id));
    for (const product of answer.products) expect(product.formatIds.some((format) => known.has(format.id))).toBe(true);
    expect(ok(await agent.listAccounts()).map((account) => account.accountId)).toContain(`acc_${seller}_main`);
  });

  test("a wrong token is named", async () => {
    const refused = await agentOf(seller, "wrong").getCapabilities();
    expect(refused).toMatchObject({ kind: "failed", problem: { code: "AUTH_REQUIRED", httpStatus: 401 } });
  });

  test("an unknown buy and an unknown product come back as the seller's own refusal", async () => {
    const agent = agentOf(seller);
    const account = ownAccount();
    const pause = { mediaBuyId: "nope", revision: null, currency: "USD", paused: true, packages: [] };
    const update = await agent.sendUpdate(agent.freezeUpdate(account, pause), randomUUID());
    expect(update).toMatchObject({ kind: "refused", problem: { code: "MEDIA_BUY_NOT_FOUND" } });
    const intent = await intentFor(agent, account);
    const packages = intent.packages.map((line) => ({ ...line, productId: "nope" }));
    const create = await agent.sendCreate(agent.freezeCreate(account, { ...intent, packages }), randomUUID());
    expect(create).toMatchObject({ kind: "refused", problem: { code: "PRODUCT_NOT_FOUND" } });
  });
}

function wholeBuy({ agentOf }: World): void {
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
    const bought = { status: "pending_creatives", currency: "USD", totalMicros: 110_250_500_000n };
    expect(buy).toMatchObject({ ...bought, ...flight });
    const packageId = created.packages[0]?.packageId ?? "";
    await assignCreative(agent, account, created.mediaBuyId, packageId);
    const change = { mediaBuyId: created.mediaBuyId, revision: null, currency: "USD" };
    const more = { packageId, budgetMicros: 51_000_000_000n, pacing: "asap" as const };
    const raise = agent.freezeUpdate(account, { ...change, packages: [more] });
    expect(accepted(await agent.sendUpdate(raise, randomUUID())).affectedPackages).toHaveLength(1);
    const later = agent.freezeUpdate(account, { ...change, endAt: "2027-05-01T00:00:00.000Z", packages: [] });
    accepted(await agent.sendUpdate(later, randomUUID()));

    const [after] = ok(await agent.getMediaBuys(account, [created.mediaBuyId]));
    expect(after).toMatchObject({ totalMicros: 111_250_500_000n, endAt: "2027-05-01T00:00:00.000Z" });
    expect(after?.revision).toBeGreaterThan(buy?.revision ?? 0);
    const approvals = { creativeApprovals: [{ creativeId: "cr-1" }] };
    expect(after?.packages[0]).toMatchObject({ budgetMicros: 51_000_000_000n, ...approvals });
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
}

function reviewed({ agentOf, sandbox }: World): void {
  const decide = (taskId: string, decision: Record<string, string>) =>
    fetch(`${sandbox()}/careful/reviews/${taskId}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(decision),
    });

  async function submit() {
    const agent = agentOf("careful");
    const account = ownAccount();
    const reply = await agent.sendCreate(agent.freezeCreate(account, await intentFor(agent, account)), randomUUID());
    expect(reply.kind).toBe("submitted");
    return { agent, account, taskId: reply.kind === "submitted" ? (reply.taskId ?? "") : "" };
  }

  test("a create waits as a task, then brings its buy with our packages tied to it", async () => {
    const { agent, account, taskId } = await submit();
    expect(ok(await agent.getTask(account, taskId)).status).toBe("submitted");
    expect((await decide(taskId, { decision: "approve" })).ok).toBe(true);
    const task = ok(await agent.getTask(account, taskId));
    expect(task).toMatchObject({ status: "completed", problem: null });
    expect(task.create?.packages.map((line) => line.context?.package_id)).toEqual(["pk-1", "pk-2"]);
    expect(ok(await agent.getMediaBuys(account, null)).map((buy) => buy.mediaBuyId)).toEqual([task.create?.mediaBuyId]);
  });

  test("a declined create ends with the reviewer's reason and no buy", async () => {
    const { agent, account, taskId } = await submit();
    await decide(taskId, { decision: "decline", reason: "No inventory in March" });
    const task = ok(await agent.getTask(account, taskId));
    expect(task).toMatchObject({ status: "rejected", create: null });
    expect(`${task.problem?.message} ${task.message}`).toContain("No inventory in March");
    expect(ok(await agent.getMediaBuys(account, null))).toEqual([]);
  });
}

function faults({ agentOf }: World): void {
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
    const rest = { code: "RATE_LIMITED", retryAfterSeconds: 3, recovery: "transient" };
    expect(busy.first).toMatchObject({ kind: "refused", problem: rest });
    expect((await busy.again()).kind).toBe("accepted");
  });

  test("a refusal keeps the seller's code and words", async () => {
    const { first } = await createWith("PO-9 [create:refuse:POLICY_VIOLATION|Not this one]");
    expect(first).toMatchObject({ kind: "refused", problem: { code: "POLICY_VIOLATION", recovery: "correctable" } });
    expect(first.kind === "refused" && first.problem.message).toContain("Not this one");
  });
}
