import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { recentAgentEvents } from "../repositories/agent-events";
import { testEndpoint } from "../sales-agents/test-endpoint";
import { agentBreakers } from "./agent-breakers";
import { resumeAgent } from "./agent-held";
import { refreshMediaBuy } from "./refresh-media-buy";
import { engineWithBuy, engineWorld, lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

describe("an agent that asks for time", () => {
  test("is not called by anything of ours before that; pausing then goes first", async () => {
    const { seller, desk, planned, advance } = await engineWithBuy(database.db, vault);
    const reads = seller.reads;
    seller.next({ kind: "refuse", problem: { code: "RATE_LIMITED", retryAfterSeconds: 120 } });
    const other = await desk.plan(lines);
    await desk.runDue();
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, endAt: "2026-12-24T00:00:00.000Z" }));
    advance(1_000);
    const pause = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    await desk.runDue();
    await expect(refreshMediaBuy(desk.ports, desk.organisationId, planned.mediaBuyId)).rejects.toMatchObject({
      code: "SELLER_LIMIT",
    });
    const sentence = "Tagblatt asked not to be called before 1 Nov 2026, 00:02 UTC";
    for (const { changeId } of [other, edit, pause])
      expect(await desk.change(changeId)).toMatchObject({ state: "sending", errorMessage: sentence });
    expect(JSON.parse((await desk.buy(other.mediaBuyId)).blockedBy ?? "")).toMatchObject({
      owner: "seller",
      text: sentence,
    });
    for (let second = 0; second < 115; second += 5) {
      advance(5_000);
      await desk.runDue();
    }
    expect([seller.sent.length, seller.reads]).toEqual([2, reads]);
    for (let second = 0; second < 30; second++) {
      advance(1_000);
      await desk.runDue();
    }
    const order = seller.sent.slice(2).map((one) => (one.body.includes('"paused":true,') ? "pause" : one.tool));
    expect(order.indexOf("pause")).toBeLessThan(order.indexOf("update_media_buy"));
    for (const { changeId } of [other, edit, pause])
      expect(await desk.change(changeId)).toMatchObject({ state: "settled" });
  });
});

describe("an agent that does not accept our credential", () => {
  test("is sent nothing more until it is renewed; then everything goes out", async () => {
    const { seller, desk, advance } = await engineWorld(database.db, vault);
    seller.next({ kind: "refuse", problem: { code: "AUTH_REQUIRED" } });
    const first = await desk.plan(lines);
    await desk.runDue();
    expect(await desk.change(first.changeId)).toMatchObject({ state: "refused", errorCode: "AUTH_REQUIRED" });
    const second = await desk.plan(lines);
    for (let round = 0; round < 5; round++) {
      await desk.runDue();
      advance(90_000);
    }
    expect(seller.sent).toHaveLength(1);
    expect(await desk.change(second.changeId)).toMatchObject({ state: "sending", errorCode: "AUTH_REQUIRED" });
    expect(JSON.parse((await desk.buy(second.mediaBuyId)).blockedBy ?? "")).toMatchObject({ owner: "admin" });
    const { organisationId, salesAgentId } = desk;
    await desk.ports.inTransaction((tx) => resumeAgent(tx, desk.ports, { organisationId, salesAgentId }));
    await desk.runDue();
    expect(await desk.change(second.changeId)).toMatchObject({ state: "settled", errorCode: null });
  });
});

describe("an agent that does not answer", () => {
  test("is left alone after some failures, probed once, and its neighbours are not", async () => {
    const { seller, desk } = await engineWorld(database.db, vault);
    const { ports, organisationId, salesAgentId, account } = desk;
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const guarded = agentBreakers(ports, { failures: 3, halfOpenAfterMs: 1_000 }).guard(ports.salesAgents);
    const endpoint = testEndpoint("", null, { organisationId, salesAgentId });
    const ask = (id: string = salesAgentId) => guarded({ ...endpoint, salesAgentId: id }).getMediaBuys(account, null);
    seller.readsFail = true;
    for (let round = 0; round < 6; round++) await ask();
    expect(seller.reads).toBe(3);
    const request = { tool: "create_media_buy", body: "{}" };
    const write = await guarded(endpoint).sendCreate(request, "key");
    expect(write).toMatchObject({ kind: "unreachable", problem: { code: "CIRCUIT_OPEN", recovery: "transient" } });
    expect(seller.sent).toHaveLength(0);
    await ask("another");
    expect(seller.reads).toBe(4);
    seller.readsFail = false;
    vi.setSystemTime(Date.now() + 1_001);
    expect((await ask()).kind).toBe("ok");
    expect(seller.reads).toBe(5);
    const kinds = async () =>
      (await recentAgentEvents(database.db, organisationId, salesAgentId, 9)).map((one) => one.kind).sort();
    await expect.poll(kinds).toEqual(["breaker_closed", "breaker_opened"]);
  });
});
