import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { awkwardOrder, ownAccount, startTestSandbox, type TestSandbox, updateOf } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const create = (account: Json, po: string): Promise<Json> =>
  sandbox.call("awkward", "create_media_buy", awkwardOrder(account, po));

async function read(account: Json, { media_buy_id }: Json): Promise<Json> {
  const args = { account, media_buy_ids: [media_buy_id], include_history: 10 };
  const answer = await sandbox.call("awkward", "get_media_buys", args);
  return (answer.media_buys as Json[])[0] ?? {};
}

describe("the seller acts by itself, by call", () => {
  it("pauses and resumes from any state", async () => {
    const account = ownAccount("act-pause");
    const buy = await create(account, "PO");
    const act = { media_buy_id: buy.media_buy_id, act: "pause", reason: "Traffic problem" };
    expect(await sandbox.post("/awkward/_act", act)).toMatchObject({ status: "paused", revision: 2 });
    expect(await read(account, buy)).toMatchObject({
      status: "paused",
      history: [
        expect.anything(),
        { action: "paused", actor: "seller", summary: "Traffic problem" },
        expect.anything(),
      ],
    });
    await sandbox.call("awkward", "update_media_buy", updateOf(account, buy, { paused: false }));
    expect(await read(account, buy)).toMatchObject({ status: "pending_creatives", paused: false });
  });

  it("cancels with a reason, and nothing follows", async () => {
    const account = ownAccount("act-cancel");
    const buy = await create(account, "PO");
    const act = { media_buy_id: buy.media_buy_id, act: "cancel", reason: "Inventory withdrawn" };
    await sandbox.post("/awkward/_act", act);
    expect(await read(account, buy)).toMatchObject({
      status: "canceled",
      cancellation: { canceled_by: "seller", reason: "Inventory withdrawn" },
    });
    expect(await sandbox.post("/awkward/_act", act)).toMatchObject({ error: "INVALID_STATE" });
  });

  it("changes a budget behind the buyer's back, so that a stale edit is a conflict", async () => {
    const account = ownAccount("act-edit");
    const buy = await create(account, "PO");
    const act = { media_buy_id: buy.media_buy_id, act: "edit", update: { packages: [{ budget: 1500 }] } };
    expect(await sandbox.post("/awkward/_act", act)).toMatchObject({ revision: 2 });
    const stale = updateOf(account, buy, { revision: 1, paused: true });
    expect((await sandbox.call("awkward", "update_media_buy", stale)).adcp_error).toMatchObject({
      code: "CONFLICT",
      details: { expected_version: 1, current_version: 2 },
    });
    expect(await read(account, buy)).toMatchObject({ total_budget: 1500, paused: false });
  });

  it("is possible at the honest sellers, and later", async () => {
    const account = ownAccount("act-later");
    const order = {
      ...awkwardOrder(account, "PO"),
      packages: [{ product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 2000 }],
    };
    const buy = await sandbox.call("prompt", "create_media_buy", order);
    await sandbox.post("/prompt/_act", { media_buy_id: buy.media_buy_id, act: "pause", after_ms: 5000 });
    const statusOf = async () => {
      const answer = await sandbox.call("prompt", "get_media_buys", { account, media_buy_ids: [buy.media_buy_id] });
      return (answer.media_buys as Json[])[0]?.status;
    };
    expect(await statusOf()).toBe("pending_creatives");
    sandbox.clock.advance(6);
    expect(await statusOf()).toBe("paused");
  });

  it("says what it can do", async () => {
    expect((await sandbox.post("/awkward/_act", { act: "sulk" })).acts).toContain("pause");
  });
});

describe("the seller acts by itself, by marker", () => {
  it.each([
    ["[create:pause_later:2000]", { status: "paused" }],
    [
      "[create:cancel_later:2000|Policy]",
      { status: "canceled", cancellation: { canceled_by: "seller", reason: "Policy" } },
    ],
    ["[create:reject_later:2000|No such slot]", { status: "rejected", rejection_reason: "No such slot" }],
  ])("%s", async (marker, expected) => {
    const account = ownAccount("later");
    const buy = await create(account, marker);
    expect(buy).toMatchObject({ status: "pending_creatives" });
    sandbox.clock.advance(3);
    expect(await read(account, buy)).toMatchObject(expected);
  });
});
