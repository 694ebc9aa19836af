import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { ownAccount, startTestSandbox, type TestSandbox, writeOn } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const order = (account: Json, more: Json = {}): Json => ({
  ...writeOn(account),
  brand: { domain: "acme.example" },
  start_time: "asap",
  end_time: "2027-04-10T00:00:00Z",
  packages: [{ product_id: "nl_guide_display", pricing_option_id: "cpm_usd_fixed", budget: 20_000 }],
  ...more,
});

const create = (account: Json, more: Json = {}): Promise<Json> =>
  sandbox.call("careful", "create_media_buy", order(account, more));

const task = (answer: Json): Promise<Json> =>
  sandbox.call("careful", "tasks_get", { task_id: answer.task_id, include_result: true });

const buysOf = async (account: Json): Promise<Json[]> => {
  const all = ["pending_creatives", "pending_start", "active", "paused", "completed", "canceled", "rejected"];
  return (await sandbox.call("careful", "get_media_buys", { account, status_filter: all })).media_buys as Json[];
};

describe("review of a create", () => {
  it("is submitted first, and there is no media buy until it is approved", async () => {
    const account = ownAccount("submitted");
    const answer = await create(account);
    expect(answer).toMatchObject({ status: "submitted", task_id: expect.any(String) });
    expect(answer).not.toHaveProperty("media_buy_id");
    expect(await task(answer)).toMatchObject({ status: "submitted", task_type: "create_media_buy" });
    expect(await buysOf(account)).toEqual([]);
    sandbox.clock.advance(7);
    const done = await task(answer);
    expect(done).toMatchObject({ status: "completed", result: { status: "pending_creatives", revision: 1 } });
    expect(await buysOf(account)).toHaveLength(1);
  });

  it("replays the submitted answer for the same key", async () => {
    const body = order(ownAccount("replay"));
    const first = await sandbox.call("careful", "create_media_buy", body);
    expect(await sandbox.call("careful", "create_media_buy", body)).toEqual({ ...first, replayed: true });
  });

  it("declines what says decline, with a reason", async () => {
    const account = ownAccount("declined");
    const answer = await create(account, { po_number: "PO decline" });
    sandbox.clock.advance(7);
    expect(await task(answer)).toMatchObject({
      status: "rejected",
      error: { code: "POLICY_VIOLATION", message: expect.stringContaining("declined") },
    });
    expect(await buysOf(account)).toEqual([]);
  });

  it("refuses at once what is plainly wrong", async () => {
    const answer = await create(ownAccount("wrong"), {
      packages: [{ product_id: "nope", pricing_option_id: "x", budget: 1 }],
    });
    expect(answer.adcp_error).toMatchObject({ code: "PRODUCT_NOT_FOUND" });
  });

  it("lets a person decide on the page", async () => {
    const account = ownAccount("person");
    const [yes, no] = await Promise.all([
      create(account, { po_number: "[hold] 1" }),
      create(account, { po_number: "[hold] 2" }),
    ]);
    sandbox.clock.advance(60);
    expect(await task(yes)).toMatchObject({ status: "submitted" });
    await sandbox.post(`/careful/reviews/${String(yes.task_id)}`, { decision: "approve" });
    await sandbox.post(`/careful/reviews/${String(no.task_id)}`, { decision: "decline", reason: "No slot left" });
    expect(await task(yes)).toMatchObject({ status: "completed" });
    expect(await task(no)).toMatchObject({ status: "rejected", error: { message: "No slot left" } });
  });

  it("holds all reviews while the switch is on", async () => {
    await sandbox.post("/careful/hold", { hold: true });
    const answer = await create(ownAccount("held"));
    sandbox.clock.advance(60);
    expect(await task(answer)).toMatchObject({ status: "submitted" });
    await sandbox.post("/careful/hold", { hold: false });
    expect(await task(answer)).toMatchObject({ status: "completed" });
  });

  it("survives a restart in the middle of a review", async () => {
    const account = ownAccount("restart");
    const answer = await create(account);
    await sandbox.restart();
    sandbox.clock.advance(7);
    expect(await task(answer)).toMatchObject({ status: "completed" });
    expect(await buysOf(account)).toHaveLength(1);
  });
});

describe("review of an update", () => {
  async function approved(name: string): Promise<{ account: Json; id: string; package_id: string }> {
    const account = ownAccount(name);
    const answer = await create(account);
    sandbox.clock.advance(7);
    const { result } = (await task(answer)) as { result: { media_buy_id: string; packages: { package_id: string }[] } };
    return { account, id: result.media_buy_id, package_id: result.packages[0]?.package_id ?? "" };
  }

  const update = (account: Json, id: string, change: Json): Promise<Json> =>
    sandbox.call("careful", "update_media_buy", { ...writeOn(account), media_buy_id: id, ...change });

  it("takes small changes at once", async () => {
    const { account, id, package_id } = await approved("small");
    expect(await update(account, id, { packages: [{ package_id, budget: 22_000 }] })).toMatchObject({ revision: 2 });
  });

  it("reviews a budget increase above a fifth and applies it on approval", async () => {
    const { account, id, package_id } = await approved("big");
    const answer = await update(account, id, { packages: [{ package_id, budget: 30_000 }] });
    expect(answer).toMatchObject({ status: "submitted", media_buy_id: id, task_id: expect.any(String) });
    expect(await buysOf(account)).toMatchObject([{ total_budget: 20_000, revision: 1 }]);
    sandbox.clock.advance(7);
    expect(await task(answer)).toMatchObject({ status: "completed", result: { revision: 2 } });
    expect(await buysOf(account)).toMatchObject([{ total_budget: 30_000, revision: 2 }]);
  });

  it("fails the task when the update has become impossible meanwhile", async () => {
    const { account, id } = await approved("late");
    const answer = await update(account, id, { end_time: "2027-05-01T00:00:00Z" });
    await update(account, id, { canceled: true });
    sandbox.clock.advance(7);
    expect(await task(answer)).toMatchObject({ status: "failed", error: { code: "INVALID_STATE" } });
  });
});

it("does not review sandbox accounts", async () => {
  const answer = await create({ ...ownAccount("play"), sandbox: true });
  expect(answer).toMatchObject({ status: "pending_creatives", sandbox: true });
});
