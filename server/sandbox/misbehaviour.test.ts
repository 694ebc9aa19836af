import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { ownAccount, startTestSandbox, type TestSandbox, writeOn } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const order = (account: Json, po_number: string): Json => ({
  ...writeOn(account),
  brand: { domain: "acme.example" },
  start_time: "asap",
  end_time: "2027-04-10T00:00:00Z",
  po_number,
  packages: [{ product_id: "bz_open_display", pricing_option_id: "cpm_usd_auction", bid_price: 2, budget: 1000 }],
});

const create = (account: Json, po: string): Promise<Json> =>
  sandbox.call("awkward", "create_media_buy", order(account, po));

async function budgetOf(account: Json, id: unknown): Promise<unknown> {
  const answer = await sandbox.call("awkward", "get_media_buys", { account, media_buy_ids: [id] });
  return (answer.media_buys as Json[])[0]?.total_budget;
}

const raise = async (account: Json, created: Json): Promise<Json> => {
  const [pack] = created.packages as { package_id: string }[];
  return sandbox.call("awkward", "update_media_buy", {
    ...writeOn(account),
    media_buy_id: created.media_buy_id,
    packages: [{ package_id: pack?.package_id, budget: 2000 }],
  });
};

it("is honest when nobody asked for anything else", async () => {
  const account = ownAccount("honest");
  const created = await create(account, "PO 1");
  expect(await raise(account, created)).toMatchObject({ revision: 2 });
  expect(await budgetOf(account, created.media_buy_id)).toBe(2000);
});

describe("by marker", () => {
  it("[refuse] refuses with the given code", async () => {
    expect((await create(ownAccount("refuse"), "[refuse:PRODUCT_UNAVAILABLE|Sold out]")).adcp_error).toMatchObject({
      code: "PRODUCT_UNAVAILABLE",
      message: "Sold out",
    });
  });

  it("[refuse_once] refuses an order once, whatever its key, and takes the same order then", async () => {
    const account = ownAccount("refuse-once");
    const marker = "[create:refuse_once:CREATIVE_REJECTED|Not yet]";
    expect((await create(account, marker)).adcp_error).toMatchObject({ code: "CREATIVE_REJECTED", message: "Not yet" });
    expect(await create(account, marker)).toMatchObject({ status: "pending_creatives" });
    expect((await create(account, `PO 2 ${marker}`)).adcp_error).toMatchObject({ code: "CREATIVE_REJECTED" });
  });

  it("[ignore] on a create claims a media buy that is not there", async () => {
    const account = ownAccount("ignore-create");
    const created = await create(account, "[ignore]");
    expect(created.media_buy_id).toEqual(expect.any(String));
    expect(await budgetOf(account, created.media_buy_id)).toBeUndefined();
  });

  it("[update:ignore] creates honestly and then changes nothing", async () => {
    const account = ownAccount("ignore");
    const created = await create(account, "[update:ignore]");
    expect(await raise(account, created)).toMatchObject({ affected_packages: [{ budget: 2000 }] });
    expect(await budgetOf(account, created.media_buy_id)).toBe(1000);
  });

  it("[update:change] takes another value", async () => {
    const account = ownAccount("change");
    const created = await create(account, "[update:change]");
    await raise(account, created);
    expect(await budgetOf(account, created.media_buy_id)).toBe(1800);
  });

  it("[drop] does the work, cuts the line, and replays to the retry", async () => {
    const account = ownAccount("drop");
    const body = order(account, "[drop]");
    await expect(sandbox.call("awkward", "create_media_buy", body)).rejects.toThrow("fetch failed");
    const retried = await sandbox.call("awkward", "create_media_buy", body);
    expect(retried).toMatchObject({ replayed: true });
    expect(await budgetOf(account, retried.media_buy_id)).toBe(1000);
  });

  it.each([
    ["[error500]", 500],
    ["[429:2]", 429],
  ])("%s fails the first call of a key with HTTP %i and takes the retry", async (marker, status) => {
    const body = order(ownAccount("http"), marker);
    expect(await sandbox.call("awkward", "create_media_buy", body)).toMatchObject({ http_status: status });
    expect(await sandbox.call("awkward", "create_media_buy", body)).toMatchObject({ status: "pending_creatives" });
  });

  it("[slow:60] is late and honest", async () => {
    const account = ownAccount("slow");
    const before = performance.now();
    const created = await create(account, "[slow:60]");
    expect(performance.now() - before).toBeGreaterThan(55);
    expect(await budgetOf(account, created.media_buy_id)).toBe(1000);
  });
});

describe("by script", () => {
  it("misbehaves as often as told and is honest again", async () => {
    const account = ownAccount("script");
    const entry = { tool: "create_media_buy", behaviour: "refuse", times: 1, value: "RATE_LIMITED|Later" };
    expect(await sandbox.post("/awkward/_control", entry)).toMatchObject({ script: [entry] });
    expect((await create(account, "PO 1")).adcp_error).toMatchObject({ code: "RATE_LIMITED" });
    expect(await create(account, "PO 2")).toMatchObject({ status: "pending_creatives" });
  });

  it("names the behaviours when it does not know one", async () => {
    const answer = await sandbox.post("/awkward/_control", { tool: "*", behaviour: "sulk" });
    expect(answer.behaviours).toContain("refuse");
  });
});

it("does not let the honest sellers be scripted", async () => {
  const answer = await sandbox.call("prompt", "create_media_buy", {
    ...order(ownAccount("prompt"), "[refuse]"),
    packages: [{ product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 1000 }],
  });
  expect(answer).toMatchObject({ status: "pending_creatives" });
});
