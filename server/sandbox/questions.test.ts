import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { awkwardOrder, ownAccount, startTestSandbox, type TestSandbox, updateOf } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const create = (account: Json, po: string, more: Json = {}): Promise<Json> =>
  sandbox.call("awkward", "create_media_buy", awkwardOrder(account, po, more));

const update = (account: Json, buy: Json, change: Json): Promise<Json> =>
  sandbox.call("awkward", "update_media_buy", updateOf(account, buy, change));

async function read(account: Json, { media_buy_id }: Json): Promise<Json> {
  const answer = await sandbox.call("awkward", "get_media_buys", { account, media_buy_ids: [media_buy_id] });
  return (answer.media_buys as Json[])[0] ?? {};
}

async function allOf(account: Json): Promise<unknown> {
  const args = { account, status_filter: ["pending_creatives", "pending_start", "active", "paused"] };
  return (await sandbox.call("awkward", "get_media_buys", args)).media_buys;
}

const budget = (buy: Json, amount: number): Json => ({
  packages: [{ package_id: (buy.packages as Json[])[0]?.package_id, budget: amount }],
});

const task = (task_id: unknown): Promise<Json> =>
  sandbox.call("awkward", "tasks_get", { task_id, include_result: true });

describe("input-required", () => {
  it("asks about a create once; a new request about the same order goes through, changed or not", async () => {
    const account = ownAccount("ask-create");
    const marker = "[create:input_required:BUDGET_EXCEEDS_LIMIT|Who signs for this much?]";
    const asked = await create(account, marker);
    expect(asked).toMatchObject({
      status: "input-required",
      reason: "BUDGET_EXCEEDS_LIMIT",
      message: "Who signs for this much?",
    });
    expect(await allOf(account)).toEqual([]);
    expect(await create(account, marker, { context: { answer: "Ada" } })).toMatchObject({
      status: "pending_creatives",
    });
  });

  it("repeats the question to a repeat of the same request", async () => {
    const account = ownAccount("ask-repeat");
    const body = awkwardOrder(account, "[create:input_required]");
    await sandbox.call("awkward", "create_media_buy", body);
    expect(await sandbox.call("awkward", "create_media_buy", body)).toMatchObject({
      status: "input-required",
      replayed: true,
    });
    expect(await allOf(account)).toEqual([]);
  });

  it("asks about an update once", async () => {
    const account = ownAccount("ask-update");
    const buy = await create(account, "[update:input_required:CHANGE_CONFIRMATION|Really?]");
    expect(await update(account, buy, budget(buy, 2000))).toMatchObject({ reason: "CHANGE_CONFIRMATION" });
    expect(await read(account, buy)).toMatchObject({ total_budget: 1000 });
    await update(account, buy, budget(buy, 2000));
    expect(await read(account, buy)).toMatchObject({ total_budget: 2000 });
  });

  it("asks for authorization", async () => {
    const account = ownAccount("ask-auth");
    expect(await create(account, "[auth_required]")).toMatchObject({ status: "auth-required" });
    expect(await create(account, "[auth_required]")).toMatchObject({ status: "pending_creatives" });
  });
});

describe("promises", () => {
  it("proposes a change without a date and applies it when a reviewer approves", async () => {
    const account = ownAccount("proposed");
    const buy = await create(account, "[update:proposed:hold]");
    expect(await update(account, buy, budget(buy, 2000))).toMatchObject({
      implementation_date: null,
      revision: 1,
      affected_packages: [{ budget: 2000 }],
    });
    expect(await read(account, buy)).toMatchObject({ total_budget: 1000, revision: 1 });
    const { reviews } = (await (await fetch(`${sandbox.url()}/awkward/reviews`)).json()) as { reviews: Json[] };
    const mine = reviews.find((one) => one.media_buy_id === buy.media_buy_id);
    await sandbox.post(`/awkward/reviews/${String(mine?.task_id)}`, { decision: "approve" });
    expect(await read(account, buy)).toMatchObject({ total_budget: 2000, revision: 2 });
  });

  it("proposes and applies by itself after a while", async () => {
    const account = ownAccount("proposed-soon");
    const buy = await create(account, "[update:proposed:4000]");
    await update(account, buy, budget(buy, 2000));
    expect(await read(account, buy)).toMatchObject({ total_budget: 1000 });
    sandbox.clock.advance(5);
    expect(await read(account, buy)).toMatchObject({ total_budget: 2000 });
  });

  it("applies a change on a date that it names", async () => {
    const account = ownAccount("scheduled");
    const buy = await create(account, "[update:scheduled:60000]");
    const at = new Date(sandbox.clock.now() + 60_000).toISOString();
    expect(await update(account, buy, budget(buy, 2000))).toMatchObject({ implementation_date: at });
    expect(await read(account, buy)).toMatchObject({ total_budget: 1000 });
    sandbox.clock.advance(61);
    expect(await read(account, buy)).toMatchObject({ total_budget: 2000 });
  });

  it.each([
    ["[create:submitted:3000]", "submitted"],
    ["[create:working:3000]", "working"],
  ])("%s completes with a result", async (marker, status) => {
    const account = ownAccount(`task-${status}`);
    const reply = await create(account, marker);
    expect(reply).toMatchObject({ status, task_id: expect.any(String) });
    expect(await task(reply.task_id)).toMatchObject({ status });
    sandbox.clock.advance(4);
    expect(await task(reply.task_id)).toMatchObject({ status: "completed", result: { status: "pending_creatives" } });
    expect(await allOf(account)).toHaveLength(1);
  });

  it("completes without a result", async () => {
    const account = ownAccount("no-result");
    const reply = await create(account, "[create:no_result:1000]");
    sandbox.clock.advance(2);
    const done = await task(reply.task_id);
    expect(done).toMatchObject({ status: "completed" });
    expect(done).not.toHaveProperty("result");
    expect(await allOf(account)).toHaveLength(1);
  });

  it("submits without a task id", async () => {
    const account = ownAccount("bare");
    const buy = await create(account, "[update:submitted_bare:1000]");
    const reply = await update(account, buy, budget(buy, 2000));
    expect(reply).toMatchObject({ status: "submitted" });
    expect(reply).not.toHaveProperty("task_id");
    sandbox.clock.advance(2);
    expect(await read(account, buy)).toMatchObject({ total_budget: 2000 });
  });

  it("refuses at once what cannot work", async () => {
    const account = ownAccount("no-promise");
    const buy = await create(account, "[update:submitted]");
    expect((await update(account, buy, budget(buy, 1))).adcp_error).toMatchObject({ code: "BUDGET_TOO_LOW" });
  });

  it("answers an error to tasks/get", async () => {
    const account = ownAccount("task-error");
    const reply = await create(account, "[create:submitted][task:refuse:SERVICE_UNAVAILABLE|Later|transient]");
    expect((await task(reply.task_id)).adcp_error).toMatchObject({
      code: "SERVICE_UNAVAILABLE",
      recovery: "transient",
    });
  });
});

describe("the revision", () => {
  it("of a stale update is refused by default and ignored on request", async () => {
    const account = ownAccount("revision");
    const buy = await create(account, "[update:ignore_revision]");
    await update(account, buy, budget(buy, 2000));
    expect(await update(account, buy, { revision: 1, ...budget(buy, 3000) })).toMatchObject({ revision: 3 });
    const strict = await create(account, "PO");
    await update(account, strict, budget(strict, 2000));
    expect((await update(account, strict, { revision: 1, ...budget(strict, 3000) })).adcp_error).toMatchObject({
      code: "CONFLICT",
      details: { expected_version: 1, current_version: 2 },
    });
  });
});
