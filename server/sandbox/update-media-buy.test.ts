import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Json } from "./model";
import { ownAccount, startTestSandbox, type TestSandbox, updateOf, writeOn } from "./wire-client";

let sandbox: TestSandbox;

beforeAll(async () => {
  sandbox = await startTestSandbox();
});

afterAll(() => sandbox.stop());

const call = (tool: string, args: Json): Promise<Json> => sandbox.call("prompt", tool, args);
const line = { product_id: "tb_sports_display", pricing_option_id: "cpm_usd_fixed", budget: 5000 };
const goal = { kind: "metric", metric: "clicks", target: { kind: "cost_per", value: 2 }, priority: 1 };

const creative = (creative_id: string): Json => ({
  creative_id,
  name: creative_id,
  format_id: { agent_url: `${sandbox.url()}/prompt/mcp`, id: "display_300x250" },
  assets: { image: { asset_type: "image", url: "https://cdn.example/a.png", width: 300, height: 250 } },
});

/** A media buy and its first package, with a way to change and to read both. */
async function bought(name: string, packages: Json[] = [line]) {
  const account = ownAccount(name);
  const buy = await call("create_media_buy", {
    ...writeOn(account),
    brand: { domain: "acme.example" },
    start_time: "2026-03-10T00:00:00Z",
    end_time: "2026-04-10T00:00:00Z",
    packages,
  });
  const [first, second] = (buy.packages as Json[]).map((pack) => pack.package_id);
  const update = (change: Json): Promise<Json> => call("update_media_buy", updateOf(account, buy, change));
  const read = async (): Promise<Json> => {
    const answer = await call("get_media_buys", { account, media_buy_ids: [buy.media_buy_id] });
    return (answer.media_buys as Json[])[0] ?? {};
  };
  return {
    account,
    first,
    second,
    update,
    read,
    change: (change: Json) => update({ packages: [{ package_id: first, ...change }] }),
    readFirst: async () => ((await read()).packages as Json[])[0] ?? {},
  };
}

describe("a package's fields", () => {
  it("are taken, and a read shows those that 3.0.6 has", async () => {
    const { change, readFirst } = await bought("fields");
    const dates = { start_time: "2026-03-12T00:00:00Z", end_time: "2026-04-01T00:00:00Z" };
    const shown = { budget: 6000, impressions: 250_000, ...dates, targeting_overlay: { geo_countries: ["DE", "AT"] } };
    const reply = await change({ ...shown, pacing: "front_loaded", optimization_goals: [goal] });
    expect(reply).toMatchObject({
      affected_packages: [{ ...shown, pacing: "front_loaded", optimization_goals: [goal] }],
    });
    const seen = await readFirst();
    expect(seen).toMatchObject(shown);
    for (const hidden of ["optimization_goals", "pacing", "creative_assignments", "pricing_option_id"]) {
      expect(seen).not.toHaveProperty(hidden);
    }
  });

  it("replace what they replace: goals and the overlay as a whole", async () => {
    const { change } = await bought("replace", [
      { ...line, optimization_goals: [goal], targeting_overlay: { geo_countries: ["DE"], language: ["de"] } },
    ]);
    const other = { ...goal, metric: "views", target: undefined };
    const reply = await change({ optimization_goals: [other], targeting_overlay: { geo_countries: ["CH"] } });
    expect((reply.affected_packages as Json[])[0]).toMatchObject({
      optimization_goals: [{ metric: "views" }],
      targeting_overlay: { geo_countries: ["CH"] },
    });
    expect((reply.affected_packages as Json[])[0]?.targeting_overlay).toEqual({ geo_countries: ["CH"] });
    expect((await change({ optimization_goals: [{ ...goal, metric: "saves" }] })).adcp_error).toMatchObject({
      code: "UNSUPPORTED_FEATURE",
      field: "packages[0].optimization_goals[0].metric",
    });
    expect((await change({ targeting_overlay: {} })).affected_packages).toMatchObject([{ targeting_overlay: {} }]);
  });

  it("change keywords word by word, in the overlay that is there", async () => {
    const word = (keyword: string, match_type = "broad", bid_price?: number): Json => ({
      keyword,
      match_type,
      ...(bid_price === undefined ? {} : { bid_price }),
    });
    const overlay = { geo_countries: ["DE"], keyword_targets: [word("boots"), word("jacket", "exact", 1)] };
    const { change, readFirst } = await bought("keywords", [{ ...line, targeting_overlay: overlay }]);
    await change({
      keyword_targets_add: [word("jacket", "exact", 2), word("tent")],
      keyword_targets_remove: [word("boots")],
      negative_keywords_add: [word("cheap")],
    });
    expect(await readFirst()).toMatchObject({
      targeting_overlay: {
        geo_countries: ["DE"],
        keyword_targets: [word("jacket", "exact", 2), word("tent")],
        negative_keywords: [word("cheap")],
      },
    });
    await change({ negative_keywords_remove: [word("cheap")] });
    expect((await readFirst()).targeting_overlay).not.toHaveProperty("negative_keywords");
    const both = { targeting_overlay: { keyword_targets: [word("tent")] }, keyword_targets_add: [word("map")] };
    expect((await change(both)).adcp_error).toMatchObject({
      code: "INVALID_REQUEST",
      field: "packages[0].keyword_targets_add",
    });
  });

  it("assign creatives with weights and placements, and take them all off", async () => {
    const { account, change, readFirst } = await bought("assign");
    await call("sync_creatives", { ...writeOn(account), creatives: [creative("a"), creative("b")] });
    const wanted = [
      { creative_id: "a", weight: 70, placement_ids: ["match_report"] },
      { creative_id: "b", weight: 30 },
    ];
    const reply = await change({ creative_assignments: wanted });
    expect(reply).toMatchObject({ affected_packages: [{ creative_assignments: wanted }] });
    expect(await readFirst()).toMatchObject({ creative_approvals: [{ creative_id: "a" }, { creative_id: "b" }] });
    const nowhere = { creative_assignments: [{ creative_id: "a", placement_ids: ["match_report", "moon"] }] };
    expect((await change(nowhere)).adcp_error).toMatchObject({
      field: "packages[0].creative_assignments[0].placement_ids[1]",
    });
    expect((await change({ creative_assignments: [] })).affected_packages).toMatchObject([
      { creative_assignments: [] },
    ]);
    expect((await change({ creative_assignments: [{ creative_id: "c" }] })).adcp_error).toMatchObject({
      code: "CREATIVE_NOT_FOUND",
    });
  });

  it("bring new creatives along, and only new ones", async () => {
    const { change } = await bought("inline");
    const reply = await change({
      creatives: [{ ...creative("new"), weight: 40 }, creative("named")],
      creative_assignments: [{ creative_id: "named", weight: 60 }],
    });
    expect(reply).toMatchObject({
      affected_packages: [
        {
          creative_assignments: [
            { creative_id: "named", weight: 60 },
            { creative_id: "new", weight: 40 },
          ],
        },
      ],
    });
    expect((await change({ creatives: [creative("new")] })).adcp_error).toMatchObject({
      code: "CREATIVE_ID_EXISTS",
      field: "packages[0].creatives[0].creative_id",
    });
    const odd = { ...creative("odd"), format_id: { agent_url: "https://elsewhere.example", id: "hologram" } };
    expect((await change({ creatives: [odd] })).adcp_error).toMatchObject({ code: "INVALID_REQUEST" });
  });

  it("cancel a package for good, whatever stands beside it", async () => {
    const { first, change, read } = await bought("cancel-package", [line, line]);
    await change({ canceled: true, cancellation_reason: "Wrong audience", budget: 9000 });
    expect(await read()).toMatchObject({
      status: "pending_creatives",
      total_budget: 5000,
      packages: [
        { canceled: true, budget: 5000, cancellation: { canceled_by: "buyer", reason: "Wrong audience" } },
        {},
      ],
    });
    expect((await change({ canceled: true })).adcp_error).toMatchObject({ code: "NOT_CANCELLABLE" });
    expect((await change({ budget: 6000 })).adcp_error).toMatchObject({ code: "INVALID_STATE" });
    expect(first).toEqual(expect.any(String));
  });
});

describe("the media buy", () => {
  it("gets new packages beside changed ones", async () => {
    const { first, update, read } = await bought("new-packages");
    await update({
      packages: [{ package_id: first, budget: 5500 }],
      new_packages: [{ ...line, budget: 2000, context: { line: "two" }, creatives: [creative("fresh")] }],
    });
    expect(await read()).toMatchObject({
      total_budget: 7500,
      packages: [{ budget: 5500 }, { budget: 2000, context: { line: "two" }, creative_approvals: [{}] }],
    });
  });

  it("is canceled with a reason that wins over everything beside it, once", async () => {
    const { first, update, read } = await bought("cancel");
    const beside = { paused: true, end_time: "2026-05-01T00:00:00Z", packages: [{ package_id: first, budget: 9000 }] };
    const reply = await update({ canceled: true, cancellation_reason: "Budget cut", ...beside });
    expect(reply).toMatchObject({ status: "canceled", valid_actions: [] });
    expect(await read()).toMatchObject({
      status: "canceled",
      total_budget: 5000,
      end_time: "2026-04-10T00:00:00.000Z",
      cancellation: { canceled_by: "buyer", reason: "Budget cut" },
    });
    expect((await update({ canceled: true })).adcp_error).toMatchObject({ code: "NOT_CANCELLABLE" });
    expect((await update({ paused: false })).adcp_error).toMatchObject({ code: "INVALID_STATE" });
  });

  it("takes webhook registrations and shows none of them", async () => {
    const { update, read } = await bought("webhooks");
    const push_notification_config = { url: "https://buyer.example/hook", token: "0123456789abcdef" };
    const authentication = { schemes: ["HMAC-SHA256"], credentials: "x".repeat(32) };
    const reporting_webhook = { url: "https://buyer.example/reports", authentication, reporting_frequency: "daily" };
    expect(await update({ push_notification_config, reporting_webhook })).toMatchObject({ revision: 2 });
    expect(JSON.stringify(await read())).not.toContain("buyer.example");
  });
});
