import { afterEach, describe, expect, test } from "vitest";
import type { CreateMediaBuyIntent } from "@/server/domain/change/patch";
import type { CreativeUpload } from "../creative-exchange";
import type { FrozenRequest } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { type Script, scriptedSeller } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";
import type { UpdateMediaBuyIntent } from "../update-intent";
import { issuesIn25 } from "./issues-in-25";

const open: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((close) => close()));
});

async function given(script: Script, version: "2.5" | "3.0" = "2.5") {
  const seller = await scriptedSeller(script);
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], clock: () => "2026-11-21T12:00:00.000Z" });
  open.push(agents.close, seller.close);
  return { agent: agents(testEndpoint(seller.url, "t", { version })), seller };
}

const account = { kind: "id", accountId: "acc" } as const;
const line: CreateMediaBuyIntent["packages"][number] = {
  packageId: "pk-1",
  productId: "news_video",
  pricingOptionId: "cpm_usd",
  formatIds: [{ agentUrl: "https://formats.example", id: "video_30s" }],
  budgetMicros: 12_500_500_000n,
  bidMicros: 11_000_000n,
  impressions: 1_000_000n,
  pacing: "front_loaded",
  startAt: null,
  endAt: null,
  paused: true,
  targetingOverlay: {
    geo_countries: ["US"],
    geo_regions: ["US-CA"],
    frequency_cap: { suppress: { interval: 2, unit: "hours" } },
  },
  creativeAssignments: [{ creativeId: "cr-1" }],
  newCreatives: ["cr-2"],
  optimizationGoals: [],
};
const intent: CreateMediaBuyIntent = {
  buyerRef: "ACME-24",
  campaignId: "c-1",
  poNumber: "PO-7",
  brandDomain: "acme.example",
  startAt: "asap",
  endAt: "2027-01-01T05:00:00.000Z",
  currency: "USD",
  packages: [line],
  reportingWebhook: { frequency: "daily" },
};
const creative: CreativeUpload = {
  creativeId: "cr-2",
  name: "Banner",
  format: {
    formatId: { agentUrl: "https://formats.example", id: "display_300x250" },
    name: "Banner",
    description: null,
    kind: "image",
    width: 300,
    height: 250,
    durationMs: null,
    assets: [],
  },
  kind: "image",
  assetUrl: "https://cdn.example/a.png",
  clickUrl: "https://acme.example/",
  width: 300,
  height: 250,
  durationMs: null,
};
const receiver = {
  url: "https://desk.example/hook",
  authentication: { schemes: ["HMAC-SHA256"], credentials: "x".repeat(32) },
};
const extras = { creatives: [creative], pushNotification: receiver, reportingReceiver: receiver };
const bodyOf = (request: FrozenRequest): Record<string, unknown> => JSON.parse(request.body);

const tools: Script = { get_products: () => ({}), create_media_buy: () => ({}), update_media_buy: () => ({}) };

describe("a request frozen for AdCP 2.5", () => {
  test("a create holds to 2.5's own schema and says the same in its words", async () => {
    const { agent } = await given(tools);
    const body = bodyOf(agent.freezeCreate(account, intent, extras));
    expect(issuesIn25("create_media_buy", body)).toEqual([]);
    expect(body).toMatchObject({
      buyer_ref: "ACME-24-pk-1",
      brand_manifest: "https://acme.example",
      start_time: "asap",
    });
    for (const word of ["account", "brand", "adcp_major_version", "total_budget"])
      expect(body).not.toHaveProperty(word);
    expect(body.packages).toMatchObject([
      {
        buyer_ref: "pk-1",
        budget: 12500.5,
        creative_ids: ["cr-1"],
        targeting_overlay: {
          geo_country_any_of: ["US"],
          geo_region_any_of: ["US-CA"],
          frequency_cap: { suppress_minutes: 120 },
        },
      },
    ]);
  });

  test("the schemas that requests are held to refuse a wrong one", () => {
    expect(issuesIn25("create_media_buy", { buyer_ref: "x", packages: [] })).not.toEqual([]);
  });

  test("an update and a sync hold to their schemas; weights travel in the longer word", async () => {
    const { agent } = await given(tools);
    const update: UpdateMediaBuyIntent = {
      mediaBuyId: "mb_1",
      revision: 4,
      currency: "USD",
      paused: true,
      endAt: "2027-02-01T00:00:00.000Z",
      packages: [
        {
          packageId: "s1",
          budgetMicros: 5_000_000n,
          pacing: "asap",
          creativeAssignments: [{ creativeId: "cr-1", weight: 60, placementIds: ["top"] }],
          targetingOverlay: {},
        },
        { packageId: "s2", creativeAssignments: [{ creativeId: "cr-1" }] },
      ],
    };
    const body = bodyOf(agent.freezeUpdate(account, update, extras));
    expect(issuesIn25("update_media_buy", body)).toEqual([]);
    expect(body).not.toHaveProperty("revision");
    expect(body.packages).toMatchObject([
      { creative_assignments: [{ creative_id: "cr-1", weight: 60, placement_ids: ["top"] }], targeting_overlay: {} },
      { creative_ids: ["cr-1"] },
    ]);
    const sync = bodyOf(agent.freezeSyncCreatives(account, [creative]));
    expect(issuesIn25("sync_creatives", sync)).toEqual([]);
    expect(JSON.stringify(sync)).not.toContain("asset_type");
  });

  const refusals: readonly (readonly [string, Partial<typeof line>])[] = [
    ["optimization goals", { optimizationGoals: [{ kind: "metric", metric: "clicks", priority: 1 }] }],
    ["one flight", { startAt: "2026-12-02T05:00:00.000Z" }],
    ["weights", { creativeAssignments: [{ creativeId: "cr-1", weight: 40 }] }],
    ["device_type", { targetingOverlay: { device_type: ["ctv"] } }],
    ["pause between impressions", { targetingOverlay: { frequency_cap: { max_impressions: 3 } } }],
  ];
  test.each(refusals)("what it has no word for is refused and never left out: %s", async (words, change) => {
    const { agent } = await given(tools);
    const wanted = { ...intent, packages: [{ ...line, ...change }] };
    expect(() => agent.freezeCreate(account, wanted, extras)).toThrow(words);
  });

  test("a cancellation, keywords and new packages are refused", async () => {
    const { agent } = await given(tools);
    const base = { mediaBuyId: "mb_1", revision: null, currency: "USD", packages: [] };
    const cancellation = { reason: "" };
    expect(() => agent.freezeUpdate(account, { ...base, cancellation })).toThrow("cannot cancel");
    expect(() => agent.freezeUpdate(account, { ...base, newPackages: [line] })).toThrow("cannot add packages");
    const keywords = { targetsAdd: [], targetsRemove: [], negativesAdd: [], negativesRemove: [] };
    expect(() => agent.freezeUpdate(account, { ...base, packages: [{ packageId: "s1", keywords }] })).toThrow(
      "keywords",
    );
  });

  test("signed webhooks are not asked for: it would be polled", async () => {
    const { agent } = await given(tools);
    const { reportingWebhook: _reports, ...quiet } = intent;
    const body = bodyOf(
      agent.freezeCreate(account, quiet, { ...extras, pushNotification: { url: "https://d.example" } }),
    );
    expect(body).not.toHaveProperty("push_notification_config");
  });
});

describe("what goes out and comes back", () => {
  test("the frozen bytes are what is sent, without a key it does not know; packages are tied by our reference", async () => {
    const create_media_buy = () => ({
      media_buy_id: "mb_1",
      buyer_ref: "ACME-24-pk-1",
      packages: [{ package_id: "s1", buyer_ref: "pk-1", creative_ids: ["cr-1"], creative_assignments: null }],
    });
    const { agent, seller } = await given({ ...tools, create_media_buy });
    const request = agent.freezeCreate(account, intent, extras);
    const reply = await agent.sendCreate(request, "key-1");
    expect(seller.deliveries.map(({ args }) => args)).toEqual([bodyOf(request)]);
    expect(reply).toMatchObject({
      kind: "accepted",
      value: {
        mediaBuyId: "mb_1",
        packages: [{ packageId: "s1", context: { package_id: "pk-1" }, creativeAssignments: [{ creativeId: "cr-1" }] }],
      },
    });
  });

  test("a request that was frozen in another version's words does not go out", async () => {
    const { agent, seller } = await given(tools);
    const body = JSON.stringify({ adcp_major_version: 3, account: { account_id: "a" }, packages: [] });
    const reply = await agent.sendCreate({ tool: "create_media_buy", body }, "key-1");
    expect(reply).toMatchObject({ kind: "refused", problem: { code: "VERSION_UNSUPPORTED" } });
    expect(seller.deliveries).toEqual([]);
  });

  test("products: old prices and channels read as new ones", async () => {
    const price = { pricing_model: "cpm", currency: "USD" };
    const get_products = () => ({
      products: [
        {
          product_id: "p",
          name: "P",
          channels: ["video", "dooh"],
          pricing_options: [
            { ...price, pricing_option_id: "fixed", is_fixed: true, rate: 12.5 },
            { ...price, pricing_option_id: "auction", is_fixed: false, price_guidance: { floor: 4, p50: 6 } },
          ],
        },
      ],
    });
    const { agent, seller } = await given({ ...tools, get_products });
    const query = { brief: "sport", brandDomain: "acme.example", account, startDay: null, endDay: null };
    const read = await agent.getProducts({ ...query, currency: "USD", countries: ["US"] });
    expect(seller.deliveries[0]?.args).toEqual({
      brief: "sport",
      brand_manifest: "https://acme.example",
      filters: { countries: ["US"] },
    });
    expect(issuesIn25("get_products", seller.deliveries[0]?.args)).toEqual([]);
    expect(read).toMatchObject({
      value: {
        products: [
          {
            channels: ["olv", "ctv", "dooh"],
            pricingOptions: [
              { fixedPriceMicros: 12_500_000n, floorPriceMicros: null },
              { fixedPriceMicros: null, floorPriceMicros: 4_000_000n, priceGuidanceMicros: { p50: 6_000_000n } },
            ],
          },
        ],
      },
    });
  });

  test("formats, creatives and delivery are asked for and read in its words", async () => {
    const { agent, seller } = await given({
      ...tools,
      list_creative_formats: () => ({
        formats: [
          {
            format_id: { agent_url: "https://f.example", id: "d" },
            name: "D",
            type: "display",
            assets_required: [{ item_type: "individual", asset_id: "banner", asset_type: "image" }],
          },
        ],
      }),
      list_creatives: () => ({
        creatives: [{ creative_id: "cr-1", status: "approved" }],
        pagination: { limit: 100, offset: 0, has_more: true },
      }),
      get_media_buy_delivery: () => ({
        currency: "USD",
        reporting_period: { end: "2026-11-20T00:00:00Z" },
        media_buy_deliveries: [
          {
            media_buy_id: "mb_1",
            buyer_ref: "ACME-24-pk-1",
            status: "active",
            by_package: [{ package_id: "s1", impressions: 10, spend: 1.5, paused: true }],
            daily_breakdown: [{ date: "2026-11-19", impressions: 10, spend: 1.5 }],
          },
          { media_buy_id: "mb_2", buyer_ref: "another", status: "active", by_package: [] },
        ],
      }),
    });
    expect(await agent.listCreativeFormats()).toMatchObject({
      value: [{ kind: "image", assets: [{ required: true }] }],
    });
    expect(await agent.listCreatives(account, ["cr-1"])).toMatchObject({ value: [{ status: "approved" }] });
    expect(await agent.getDelivery(account, ["mb_1"], "2026-11-01", "2026-11-21")).toMatchObject({
      value: [{ status: "active", packages: [{ paused: true, days: [{ day: "2026-11-19" }] }] }, {}],
    });
    for (const { tool, args } of seller.deliveries) expect(issuesIn25(tool, args)).toEqual([]);
    const create = agent.freezeCreate(account, intent, extras);
    expect(await agent.findByReference?.(account, create)).toMatchObject({ kind: "ok", value: ["mb_1"] });
    expect(seller.deliveries.at(-1)?.args).toEqual({ buyer_refs: ["ACME-24-pk-1"] });
  });

  test("it can neither list media buys nor refine, and says so without asking", async () => {
    const { agent, seller } = await given(tools);
    expect(agent.listsMediaBuys).toBe(false);
    expect(await agent.getMediaBuys(account, null)).toMatchObject({ problem: { code: "UNSUPPORTED_FEATURE" } });
    expect(seller.deliveries).toEqual([]);
  });
});

describe("which version a seller speaks", () => {
  test("one without get_adcp_capabilities and with 2.5's tools is of 2.5", async () => {
    const { agent } = await given(tools, "3.0");
    expect(await agent.getCapabilities()).toMatchObject({
      kind: "ok",
      value: { majorVersions: [2], replayTtlSeconds: null, inlineCreatives: true, raw: { _synthetic: true } },
    });
  });

  test("one that refuses our version and names only old ones is of 2.5; what it speaks is shown otherwise", async () => {
    const refusal = (versions: readonly string[]) => () => ({
      adcp_error: { code: "VERSION_UNSUPPORTED", message: "No", details: { supported_versions: versions } },
    });
    const old = await given({ ...tools, get_adcp_capabilities: refusal(["2.5"]) }, "3.0");
    expect(await old.agent.getCapabilities()).toMatchObject({ kind: "ok", value: { majorVersions: [2] } });
    const newer = await given({ ...tools, get_adcp_capabilities: refusal(["4.0", "4.1"]) }, "3.0");
    expect(await newer.agent.getCapabilities()).toMatchObject({
      problem: { code: "VERSION_UNSUPPORTED", message: "No (the agent speaks AdCP 4.0, 4.1)" },
    });
  });

  test("one that has learned 3.0 meanwhile is seen to", async () => {
    const { agent } = await given({ ...tools, get_adcp_capabilities: () => ({ adcp: { major_versions: [3] } }) });
    expect(await agent.getCapabilities()).toMatchObject({ value: { majorVersions: [3] } });
  });
});
