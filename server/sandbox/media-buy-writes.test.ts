import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { ownAccount, startTestSandbox, type TestSandbox, writeOn } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const pack = (budget = 20_000): Json => ({
  product_id: "tb_sports_display",
  pricing_option_id: "cpm_usd_fixed",
  budget,
});

const order = (account: Json, more: Json = {}): Json => ({
  ...writeOn(account),
  brand: { domain: "acme.example" },
  start_time: "2026-03-10T00:00:00Z",
  end_time: "2026-04-10T00:00:00Z",
  packages: [pack()],
  ...more,
});

interface Buy {
  media_buy_id: string;
  status: string;
  revision: number;
  total_budget: number;
  packages: { package_id: string; budget: number; paused: boolean }[];
}

async function readBuy(account: Json, id: string): Promise<Buy> {
  const answer = await sandbox.call("prompt", "get_media_buys", { account, media_buy_ids: [id], include_history: 20 });
  const [buy] = answer.media_buys as Buy[];
  if (buy === undefined) throw new Error(`no media buy ${id}`);
  return buy;
}

async function createBuy(account: Json, more: Json = {}): Promise<Buy> {
  return (await sandbox.call("prompt", "create_media_buy", order(account, more))) as unknown as Buy;
}

const update = (account: Json, id: string, change: Json): Promise<Json> =>
  sandbox.call("prompt", "update_media_buy", { ...writeOn(account), media_buy_id: id, ...change });

const errorOf = (answer: Json): Json => answer.adcp_error as Json;

describe("create_media_buy", () => {
  it("confirms at once and reads back what was asked", async () => {
    const account = ownAccount("create");
    const created = await createBuy(account, {
      po_number: "PO-7",
      packages: [
        { ...pack(), pacing: "front_loaded", targeting_overlay: { geo_countries: ["DE"] }, context: { line: 1 } },
      ],
    });
    expect(created).toMatchObject({
      status: "pending_creatives",
      revision: 1,
      packages: [{ pricing_option_id: "cpm_usd_fixed", pacing: "front_loaded" }],
    });
    expect(await readBuy(account, created.media_buy_id)).toMatchObject({
      po_number: "PO-7",
      currency: "USD",
      total_budget: 20_000,
      start_time: "2026-03-10T00:00:00.000Z",
      packages: [
        {
          product_id: "tb_sports_display",
          targeting_overlay: { geo_countries: ["DE"] },
          context: { line: 1 },
        },
      ],
    });
  });

  it("replays the same key and body, and refuses the same key with another body", async () => {
    const account = ownAccount("replay");
    const body = order(account);
    const first = await sandbox.call("prompt", "create_media_buy", body);
    const again = await sandbox.call("prompt", "create_media_buy", body);
    expect(again).toEqual({ ...first, replayed: true });
    const other = await sandbox.call("prompt", "create_media_buy", { ...body, packages: [pack(21_000)] });
    expect(errorOf(other)).toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    const all = await sandbox.call("prompt", "get_media_buys", { account, status_filter: ["pending_creatives"] });
    expect(all.media_buys).toHaveLength(1);
  });

  it("executes again after an error, since errors are not kept", async () => {
    const account = ownAccount("after-error");
    const key = randomUUID();
    const wrong = await sandbox.call(
      "prompt",
      "create_media_buy",
      order(account, { idempotency_key: key, packages: [pack(10)] }),
    );
    expect(errorOf(wrong)).toMatchObject({
      code: "BUDGET_TOO_LOW",
      field: "packages[0].budget",
      details: { minimum_budget: 1000, currency: "USD" },
    });
    const right = await sandbox.call("prompt", "create_media_buy", order(account, { idempotency_key: key }));
    expect(right).toMatchObject({ status: "pending_creatives" });
  });

  it.each([
    [
      "an unknown product",
      { packages: [{ ...pack(), product_id: "nope" }] },
      "PRODUCT_NOT_FOUND",
      "packages[0].product_id",
    ],
    [
      "an unknown pricing option",
      { packages: [{ ...pack(), pricing_option_id: "nope" }] },
      "INVALID_REQUEST",
      "packages[0].pricing_option_id",
    ],
    ["an end before the start", { end_time: "2026-03-09T00:00:00Z" }, "INVALID_REQUEST", "end_time"],
    ["a start in the past", { start_time: "2026-01-01T00:00:00Z" }, "INVALID_REQUEST", "start_time"],
    [
      "an auction without a bid",
      { packages: [{ product_id: "tb_news_rotation", pricing_option_id: "cpm_usd_auction", budget: 900 }] },
      "INVALID_REQUEST",
      "packages[0].bid_price",
    ],
    [
      "two currencies",
      { packages: [pack(), { ...pack(), pricing_option_id: "cpm_eur_fixed" }] },
      "INVALID_REQUEST",
      "packages[1].pricing_option_id",
    ],
  ])("refuses %s and names the field", async (_what, wrong, code, field) => {
    const answer = await sandbox.call("prompt", "create_media_buy", order(ownAccount("wrong"), wrong));
    expect(errorOf(answer)).toMatchObject({ code, field });
  });

  it("keeps accounts apart", async () => {
    const created = await createBuy(ownAccount("mine"));
    const foreign = await sandbox.call("prompt", "get_media_buys", {
      account: ownAccount("theirs"),
      media_buy_ids: [created.media_buy_id],
    });
    expect(foreign).toMatchObject({ media_buys: [], errors: [{ code: "MEDIA_BUY_NOT_FOUND" }] });
    const answer = await update(ownAccount("theirs"), created.media_buy_id, { paused: true });
    expect(errorOf(answer)).toMatchObject({ code: "MEDIA_BUY_NOT_FOUND" });
  });
});

describe("update_media_buy", () => {
  it("changes only what is named, raises the revision and writes history", async () => {
    const account = ownAccount("patch");
    const { media_buy_id: id, packages } = await createBuy(account, { packages: [pack(), pack(5000)] });
    const second = packages[1]?.package_id ?? "";
    const answer = await update(account, id, { revision: 1, packages: [{ package_id: second, budget: 6000 }] });
    expect(answer).toMatchObject({ revision: 2, affected_packages: [{ package_id: second, budget: 6000 }] });
    const buy = await readBuy(account, id);
    expect(buy.packages.map((one) => one.budget)).toEqual([20_000, 6000]);
    expect(buy).toMatchObject({
      revision: 2,
      total_budget: 26_000,
      history: [{ revision: 2, package_id: second }, { revision: 1 }],
    });
  });

  it("refuses a stale revision and says both", async () => {
    const account = ownAccount("stale");
    const { media_buy_id: id } = await createBuy(account);
    await update(account, id, { end_time: "2026-04-20T00:00:00Z" });
    const answer = await update(account, id, { revision: 1, paused: true });
    expect(errorOf(answer)).toMatchObject({
      code: "CONFLICT",
      recovery: "transient",
      details: { resource_id: id, expected_version: 1, current_version: 2 },
    });
  });

  it("is all or nothing", async () => {
    const account = ownAccount("atomic");
    const { media_buy_id: id, packages } = await createBuy(account);
    const good = { package_id: packages[0]?.package_id, budget: 30_000 };
    const answer = await update(account, id, { packages: [good, { package_id: "pkg_nope", budget: 1 }] });
    expect(errorOf(answer)).toMatchObject({ code: "PACKAGE_NOT_FOUND", field: "packages[1].package_id" });
    expect(await readBuy(account, id)).toMatchObject({ revision: 1, total_budget: 20_000 });
  });

  it("cancels once and then refuses everything", async () => {
    const account = ownAccount("cancel");
    const { media_buy_id: id } = await createBuy(account);
    expect(await update(account, id, { canceled: true, cancellation_reason: "Plan changed" })).toMatchObject({
      status: "canceled",
      valid_actions: [],
    });
    expect(errorOf(await update(account, id, { canceled: true }))).toMatchObject({ code: "NOT_CANCELLABLE" });
    expect(errorOf(await update(account, id, { paused: true }))).toMatchObject({ code: "INVALID_STATE" });
  });

  it("adds a package", async () => {
    const account = ownAccount("add");
    const { media_buy_id: id } = await createBuy(account);
    await update(account, id, { new_packages: [pack(4000)] });
    expect(await readBuy(account, id)).toMatchObject({ total_budget: 24_000 });
  });
});

describe("restart", () => {
  it("forgets nothing: buys, creatives, replies by key", async () => {
    const account = ownAccount("restart");
    const body = order(account);
    const created = await sandbox.call("prompt", "create_media_buy", body);
    await sandbox.restart();
    expect(await readBuy(account, created.media_buy_id as string)).toMatchObject({ revision: 1 });
    expect(await sandbox.call("prompt", "create_media_buy", body)).toMatchObject({
      media_buy_id: created.media_buy_id,
      replayed: true,
    });
  });
});
