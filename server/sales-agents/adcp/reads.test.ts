import { afterEach, describe, expect, test } from "vitest";
import type { SalesAgent } from "../sales-agent";
import { salesAgentsFor } from "../sales-agents";
import { type Script, type ScriptedSeller, scriptedSeller } from "../scripted-seller";
import { testEndpoint } from "../test-endpoint";

const account = { kind: "id", accountId: "acc-1" } as const;
const now = "2026-11-21T12:00:00.000Z";
const query = { brief: "b", brandDomain: null, account, startDay: null, endDay: null, currency: "USD", countries: [] };
const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  for (const item of open.splice(0).reverse()) await item.close();
});

async function givenSeller(script: Script): Promise<{ agent: SalesAgent; seller: ScriptedSeller }> {
  const seller = await scriptedSeller(script);
  const agents = salesAgentsFor({ allowedHosts: ["127.0.0.1"], clock: () => now });
  open.push(seller, agents);
  return { agent: agents(testEndpoint(seller.url, null)), seller };
}

const option = {
  pricing_option_id: "o1",
  pricing_model: "cpm",
  currency: "USD",
  fixed_price: 12.5,
  min_spend_per_package: 500,
};
const product = (id: string, more: Record<string, unknown> = {}) => ({
  product_id: id,
  name: `Product ${id}`,
  pricing_options: [option],
  ...more,
});

async function products(reply: unknown) {
  const { agent } = await givenSeller({ get_products: () => reply });
  return agent.getProducts(query);
}

describe("products", () => {
  test("one that cannot be read is named and does not lose the others", async () => {
    const broken = [
      { product_id: "x" },
      product("no-price", { pricing_options: [] }),
      product("half", {
        pricing_options: [option, { ...option, pricing_option_id: "o2", fixed_price: 0.12345678 }, { currency: "USD" }],
      }),
      "nonsense",
    ];
    const read = await products({ products: [product("a"), ...broken, product("b")] });
    expect(read.kind === "ok" && read.value.products.map((p) => p.productId)).toEqual(["a", "half", "b"]);
    expect(read.kind === "ok" && read.value.products[1]?.pricingOptions.map((o) => o.pricingOptionId)).toEqual(["o1"]);
    expect(read.kind === "ok" && read.value.warnings.map((w) => w.field)).toEqual([
      "products[1].name",
      "products[2].pricing_options",
      "products[3].pricing_options[1]",
      "products[3].pricing_options[2].pricing_option_id",
      "products[4]",
    ]);
  });

  test("unknown words and fields are kept, missing ones are not invented", async () => {
    const odd = product("a", {
      delivery_type: "programmatic_guaranteed",
      shiny_new_field: { yes: true },
      channels: ["hologram", 7],
      format_ids: [{ agent_url: "https://f.example", id: "f1" }, "legacy_format", 5],
      expires_at: "tomorrow",
      pricing_options: [
        { ...option, pricing_model: "per_smile", fixed_price: undefined, floor_price: 2, price_guidance: { p50: 3 } },
      ],
    });
    const read = await products({ products: [odd], incomplete: [{ scope: "pricing", description: "Still counting" }] });
    expect(read).toMatchObject({
      kind: "ok",
      value: {
        incomplete: [{ scope: "pricing", description: "Still counting" }],
        products: [
          {
            deliveryType: "programmatic_guaranteed",
            channels: ["hologram"],
            formatIds: [
              { agentUrl: "https://f.example", id: "f1" },
              { agentUrl: "", id: "legacy_format" },
            ],
            expiresAt: null,
            forecast: null,
            pricingOptions: [
              {
                pricingModel: "per_smile",
                fixedPriceMicros: null,
                floorPriceMicros: 2_000_000n,
                priceGuidanceMicros: { p50: 3_000_000n },
                minSpendPerPackageMicros: 500_000_000n,
              },
            ],
            raw: { shiny_new_field: { yes: true } },
          },
        ],
      },
    });
  });

  test("the forecast is the last point that has impressions", async () => {
    const points = [
      { budget: 1000, metrics: { impressions: { mid: 10_000.4 } } },
      { budget: 5000, metrics: { impressions: { low: 40_000, high: 60_000 } } },
      { budget: 9000, metrics: { clicks: { mid: 5 } } },
    ];
    const read = await products({
      products: [product("a", { forecast: { points, currency: "USD", method: "modeled" } })],
    });
    expect(read.kind === "ok" && read.value.products[0]?.forecast).toEqual({
      method: "modeled",
      currency: "USD",
      budgetMicros: 5_000_000_000n,
      impressionsLow: 40_000n,
      impressionsMid: null,
      impressionsHigh: 60_000n,
    });
  });

  test("errors beside products are warnings; no products at all is a failure", async () => {
    const errors = [{ code: "X_HALF", message: "One source is down" }];
    expect(await products({ products: [product("a")], errors })).toMatchObject({
      kind: "ok",
      warnings: errors,
      value: { warnings: errors },
    });
    expect(await products({ errors })).toMatchObject({ kind: "failed", problem: { code: "X_HALF" } });
    expect(await products({ hello: 1 })).toMatchObject({ kind: "failed", problem: { code: "BAD_REPLY" } });
    expect(await products({ status: "submitted" })).toMatchObject({
      kind: "failed",
      problem: { code: "STILL_WORKING", recovery: "transient" },
    });
    expect(await products({ status: "input-required", message: "Which market?" })).toMatchObject({
      problem: { code: "INPUT_REQUIRED", message: "Which market?" },
    });
  });
});

const buy = (id: string, more: Record<string, unknown> = {}) => ({
  media_buy_id: id,
  status: "active",
  currency: "EUR",
  total_budget: 300.29999999999995,
  packages: [],
  ...more,
});

describe("media buys", () => {
  test("all statuses, snapshot and history are asked for, and every page", async () => {
    const pages: Record<string, unknown> = {
      "": { media_buys: [buy("m1")], pagination: { has_more: true, cursor: "c2" } },
      c2: { media_buys: [buy("m2")], pagination: { has_more: false, cursor: "c3" } },
    };
    const { agent, seller } = await givenSeller({
      get_media_buys: (args) => pages[String((args.pagination as { cursor?: string }).cursor ?? "")],
    });
    const read = await agent.getMediaBuys(account, null);
    expect(read.kind === "ok" && read.value.map((b) => b.mediaBuyId)).toEqual(["m1", "m2"]);
    expect(seller.deliveries[0]?.args).toEqual({
      adcp_major_version: 3,
      account: { account_id: "acc-1" },
      status_filter: ["pending_creatives", "pending_start", "active", "paused", "completed", "rejected", "canceled"],
      include_snapshot: true,
      include_history: 20,
      pagination: { max_results: 100 },
    });
    await agent.getMediaBuys(account, ["m1"]);
    expect(seller.deliveries[2]?.args).toMatchObject({ media_buy_ids: ["m1"] });
  });

  test.each([
    ["repeats", { has_more: true, cursor: "same" }],
    ["leads nowhere", { has_more: true }],
  ])("a list whose cursor %s fails instead of passing for the whole", async (_name, pagination) => {
    const { agent, seller } = await givenSeller({ get_media_buys: () => ({ media_buys: [buy("m1")], pagination }) });
    expect(await agent.getMediaBuys(account, null)).toMatchObject({
      kind: "failed",
      problem: { field: "pagination.cursor" },
    });
    expect(seller.deliveries.length).toBeLessThanOrEqual(2);
  });

  test("what the seller says is there exactly, what it does not say is absent", async () => {
    const line = {
      package_id: "s1",
      budget: 100.1,
      bid_price: 2.5,
      impressions: 1000,
      paused: false,
      start_time: "2026-12-01T00:00:00+01:00",
      end_time: "not a time",
      targeting_overlay: { geo_countries: ["DE"], brand_new: 1 },
      creative_approvals: [{ creative_id: "c1", approval_status: "rejected", rejection_reason: "Blurry" }, {}],
      format_ids_pending: [{ agent_url: "https://f.example", id: "f1" }],
      snapshot: {
        as_of: "2026-11-21T11:00:00Z",
        impressions: 10.2,
        spend: 0.1 + 0.2,
        currency: "EUR",
        pacing_index: 0.9,
      },
    };
    const history = [
      { revision: 2, timestamp: "2026-11-20T00:00:00Z", action: "moved", summary: "Budget up" },
      { action: "?" },
    ];
    const { agent } = await givenSeller({
      get_media_buys: () => ({
        media_buys: [buy("m1", { status: "on_fire", revision: 2, history, packages: [line] })],
      }),
    });
    const read = await agent.getMediaBuys(account, ["m1"]);
    expect(read.kind === "ok" && read.value[0]).toEqual({
      mediaBuyId: "m1",
      status: "on_fire",
      currency: "EUR",
      totalMicros: 300_300_000n,
      startAt: null,
      endAt: null,
      revision: 2,
      validActions: null,
      creativeDeadline: null,
      confirmedAt: null,
      createdAt: null,
      updatedAt: null,
      rejectionReason: null,
      history: [{ revision: 2, at: "2026-11-20T00:00:00.000Z", action: "moved", actor: null, summary: "Budget up" }],
      packages: [
        {
          packageId: "s1",
          budgetMicros: 100_100_000n,
          bidMicros: 2_500_000n,
          impressions: 1000n,
          paused: false,
          startAt: "2026-11-30T23:00:00.000Z",
          targetingOverlay: { geo_countries: ["DE"], brand_new: 1 },
          creativeApprovals: [{ creativeId: "c1", status: "rejected", rejectionReason: "Blurry" }],
          formatsPending: [{ agentUrl: "https://f.example", id: "f1" }],
          delivery: {
            asOf: "2026-11-21T11:00:00.000Z",
            impressions: 10n,
            spendMicros: 300_000n,
            pacingIndex: 0.9,
            status: null,
          },
        },
      ],
    });
  });

  test("a buy without id fails the read: a lost buy must not look like none", async () => {
    const { agent } = await givenSeller({ get_media_buys: () => ({ media_buys: [buy("m1"), { status: "active" }] }) });
    expect(await agent.getMediaBuys(account, null)).toMatchObject({ kind: "failed", problem: { code: "BAD_REPLY" } });
  });

  test("errors beside buys are warnings", async () => {
    const errors = [{ code: "MEDIA_BUY_NOT_FOUND", message: "m2 is not here" }];
    const { agent } = await givenSeller({ get_media_buys: () => ({ media_buys: [buy("m1")], errors }) });
    expect(await agent.getMediaBuys(account, ["m1", "m2"])).toMatchObject({ kind: "ok", warnings: errors });
  });
});

describe("delivery", () => {
  const report = (end: string) => ({
    currency: "USD",
    reporting_period: { start: "2026-11-01T00:00:00Z", end },
    media_buy_deliveries: [
      {
        media_buy_id: "m1",
        status: "active",
        totals: { spend: 1 },
        by_package: [
          {
            package_id: "s1",
            impressions: 1000,
            spend: 12.3456789,
            clicks: 3,
            daily_breakdown: [
              { date: "2026-11-02", impressions: 10, spend: 0.125 },
              { date: "soon", impressions: 1 },
            ],
          },
        ],
      },
    ],
  });

  test("rounds measured spend to micros and keeps the days", async () => {
    const { agent, seller } = await givenSeller({ get_media_buy_delivery: () => report("2026-11-20T00:00:00Z") });
    const read = await agent.getDelivery(account, ["m1"], "2026-11-01", "2026-11-20");
    expect(read.kind === "ok" && read.value).toEqual([
      {
        mediaBuyId: "m1",
        status: "active",
        currency: "USD",
        asOf: "2026-11-20T00:00:00.000Z",
        packages: [
          {
            packageId: "s1",
            impressions: 1000n,
            clicks: 3n,
            spendMicros: 12_345_679n,
            days: [{ day: "2026-11-02", impressions: 10n, clicks: 0n, spendMicros: 125_000n }],
          },
        ],
      },
    ]);
    expect(seller.deliveries[0]?.args).toMatchObject({
      start_date: "2026-11-01",
      end_date: "2026-11-20",
      include_package_daily_breakdown: true,
    });
  });

  test("numbers of a period that is not over are as of now", async () => {
    const { agent } = await givenSeller({ get_media_buy_delivery: () => report("2026-12-31T00:00:00Z") });
    const read = await agent.getDelivery(account, ["m1"], "2026-11-01", "2026-12-31");
    expect(read.kind === "ok" && read.value[0]?.asOf).toBe(now);
  });

  test("spend without any currency is not guessed", async () => {
    const { agent } = await givenSeller({ get_media_buy_delivery: () => ({ ...report(now), currency: undefined }) });
    expect(await agent.getDelivery(account, ["m1"], "2026-11-01", "2026-11-20")).toMatchObject({ kind: "failed" });
  });
});

describe("what a seller can do", () => {
  test("is read with its tools and name; what it does not declare is not assumed", async () => {
    const get_adcp_capabilities = () => ({ adcp: { major_versions: [3], idempotency: { supported: false } } });
    const { agent } = await givenSeller({ get_adcp_capabilities });
    expect(await agent.getCapabilities()).toMatchObject({
      kind: "ok",
      value: {
        sellerName: "Scripted seller",
        majorVersions: [3],
        replayTtlSeconds: null,
        inlineCreatives: false,
        tools: ["get_adcp_capabilities"],
      },
    });
  });

  test("something with a few tools is no sales agent", async () => {
    const { agent } = await givenSeller({ get_products: () => ({}) });
    expect(await agent.getCapabilities()).toMatchObject({ kind: "failed", problem: { code: "VERSION_UNSUPPORTED" } });
  });

  test("formats show what they are made of", async () => {
    const format_id = { agent_url: "https://f.example", id: "f1" };
    const assets = [
      { asset_id: "film", asset_type: "video", required: true },
      { asset_id: "poster", asset_type: "image", required: false },
    ];
    const renders = [{ role: "primary", dimensions: { width: 1920, height: 1080 } }];
    const { agent } = await givenSeller({
      list_creative_formats: () => ({ formats: [{ format_id, name: "Spot", renders, assets }, {}] }),
    });
    const read = await agent.listCreativeFormats();
    expect(read.kind === "ok" && read.value).toMatchObject([
      { formatId: { agentUrl: "https://f.example", id: "f1" }, name: "Spot", kind: "video", width: 1920, height: 1080 },
    ]);
  });

  test("creatives are asked for a hundred at a time, and not at all for none", async () => {
    const { agent, seller } = await givenSeller({
      list_creatives: (args) => ({
        creatives: (args.filters as { creative_ids: string[] }).creative_ids.map((id) => ({
          creative_id: id,
          status: "approved",
        })),
      }),
    });
    const ids = Array.from({ length: 150 }, (_, index) => `c${index}`);
    const read = await agent.listCreatives(account, ids);
    expect(read.kind === "ok" && read.value.map((c) => c.creativeId)).toEqual(ids);
    expect(await agent.listCreatives(account, [])).toMatchObject({ kind: "ok", value: [] });
    expect(seller.deliveries).toHaveLength(2);
  });
});
