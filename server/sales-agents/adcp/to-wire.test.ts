import { TOOL_REQUEST_SCHEMAS } from "@adcp/sdk/schemas";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CreateMediaBuyIntent } from "@/server/domain/change/patch";
import { DomainError } from "@/server/domain/errors";
import type { CreativeUpload } from "../creative-exchange";
import type { FrozenRequest } from "../sales-agent";
import { canonicalJson } from "./canonical-json";
import { syncCreativesToWire } from "./creatives-to-wire";
import { createToWire, productQueryToWire } from "./to-wire";
import { accountToWire } from "./wire-words";

const account = { kind: "natural", brandDomain: "acme.example", operator: "agency.example", sandbox: false } as const;

const line: CreateMediaBuyIntent["packages"][number] = {
  packageId: "pk-1",
  productId: "news_video",
  pricingOptionId: "cpm_usd",
  formatIds: [{ agentUrl: "https://formats.example", id: "video_30s" }],
  budgetMicros: 12_500_500_000n,
  bidMicros: null,
  impressions: null,
  pacing: "even",
  startAt: null,
  endAt: null,
  paused: false,
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
};

const intent: CreateMediaBuyIntent = {
  buyerRef: "ACME-24",
  campaignId: "c-1",
  poNumber: "PO-7",
  brandDomain: "acme.example",
  startAt: "2026-12-01T05:00:00.000Z",
  endAt: "2027-01-01T05:00:00.000Z",
  currency: "USD",
  packages: [line],
};

const full: CreateMediaBuyIntent = {
  ...intent,
  startAt: "asap",
  packages: [
    {
      ...line,
      bidMicros: 11_000_000n,
      impressions: 1_000_000n,
      pacing: "front_loaded",
      startAt: "2026-12-02T05:00:00.000Z",
      endAt: "2026-12-20T05:00:00.000Z",
      paused: true,
      targetingOverlay: { geo_countries: ["US"], device_type: ["ctv"], language: ["en"] },
      creativeAssignments: [{ creativeId: "cr-1", weight: 40, placementIds: ["top"] }, { creativeId: "cr-2" }],
      optimizationGoals: [{ kind: "metric", metric: "clicks", priority: 1 }],
    },
  ],
};

const bodyOf = (request: FrozenRequest): Record<string, unknown> => JSON.parse(request.body);

/** Holds a request to the SDK's own schema of AdCP 3.0.6, with the key that is added when it is sent. */
function expectValid(tool: keyof typeof TOOL_REQUEST_SCHEMAS, body: Record<string, unknown>): void {
  const key = { idempotency_key: "3f8d5a0e-1111-4222-8333-444455556666" };
  const parsed = TOOL_REQUEST_SCHEMAS[tool]?.safeParse({ ...body, ...key });
  expect(parsed?.error?.issues ?? []).toEqual([]);
  expect(parsed?.success).toBe(true);
}

test("the schemas that requests are held to refuse a wrong one", () => {
  const { end_time: _, ...withoutEnd } = bodyOf(createToWire(account, intent));
  expect(TOOL_REQUEST_SCHEMAS.create_media_buy?.safeParse(withoutEnd).success).toBe(false);
});

describe("create_media_buy", () => {
  test("carries our references in context, and nothing that was not asked for", () => {
    const request = createToWire(account, intent);
    expect(request.tool).toBe("create_media_buy");
    expect(bodyOf(request)).toEqual({
      adcp_major_version: 3,
      account: { brand: { domain: "acme.example" }, operator: "agency.example" },
      brand: { domain: "acme.example" },
      start_time: "2026-12-01T05:00:00.000Z",
      end_time: "2027-01-01T05:00:00.000Z",
      po_number: "PO-7",
      context: { buyer_ref: "ACME-24", campaign_id: "c-1" },
      total_budget: { amount: 12500.5, currency: "USD" },
      packages: [
        {
          product_id: "news_video",
          pricing_option_id: "cpm_usd",
          budget: 12500.5,
          pacing: "even",
          format_ids: [{ agent_url: "https://formats.example", id: "video_30s" }],
          context: { package_id: "pk-1" },
        },
      ],
    });
    expectValid("create_media_buy", bodyOf(request));
  });

  test("carries bid, goal, flight, targeting and creatives where they are set", () => {
    const request = createToWire({ kind: "id", accountId: "acc-1" }, full);
    expect(bodyOf(request)).toMatchObject({ account: { account_id: "acc-1" }, start_time: "asap" });
    expect(bodyOf(request).packages).toEqual([
      {
        product_id: "news_video",
        pricing_option_id: "cpm_usd",
        budget: 12500.5,
        bid_price: 11,
        impressions: 1_000_000,
        pacing: "front_loaded",
        start_time: "2026-12-02T05:00:00.000Z",
        end_time: "2026-12-20T05:00:00.000Z",
        paused: true,
        format_ids: [{ agent_url: "https://formats.example", id: "video_30s" }],
        targeting_overlay: { geo_countries: ["US"], device_type: ["ctv"], language: ["en"] },
        optimization_goals: [{ kind: "metric", metric: "clicks", priority: 1 }],
        creative_assignments: [{ creative_id: "cr-1", weight: 40, placement_ids: ["top"] }, { creative_id: "cr-2" }],
        context: { package_id: "pk-1" },
      },
    ]);
    expectValid("create_media_buy", bodyOf(request));
  });

  test("by proposal carries its id, the total and the signature, and no packages", () => {
    const acceptance = { ioId: "io-1", acceptedAt: "2026-11-30T10:00:00.000Z", signatory: "Ada", signatureId: null };
    const proposal = { id: "row-1", proposalId: "pr-1", name: "Balanced", expiresAt: null, acceptance };
    const body = bodyOf(createToWire(account, { ...intent, proposal }));
    expect(body).toMatchObject({
      proposal_id: "pr-1",
      total_budget: { amount: 12500.5, currency: "USD" },
      io_acceptance: { io_id: "io-1", accepted_at: "2026-11-30T10:00:00.000Z", signatory: "Ada" },
    });
    expect(body).not.toHaveProperty("packages");
    expectValid("create_media_buy", body);
    const unsigned = bodyOf(createToWire(account, { ...intent, proposal: { ...proposal, acceptance: null } }));
    expect(unsigned).not.toHaveProperty("io_acceptance");
    expectValid("create_media_buy", unsigned);
  });

  test("refuses a goal that a JSON number cannot hold", () => {
    const tooMany = { ...intent, packages: [{ ...line, impressions: 2n ** 53n }] };
    expect(() => createToWire(account, tooMany)).toThrow(DomainError);
  });

  test("every whole amount of cents comes out as the number people typed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 900_000_000_000 }), (cents) => {
        const request = createToWire(account, {
          ...intent,
          packages: [{ ...line, budgetMicros: BigInt(cents) * 10_000n }],
        });
        expect(request.body).toContain(`"budget":${cents / 100}`);
      }),
    );
  });
});

const upload: CreativeUpload = {
  creativeId: "cr-1",
  name: "Hero",
  format: {
    formatId: { agentUrl: "https://formats.example", id: "display_300x250" },
    name: "Medium rectangle",
    description: null,
    kind: "image",
    width: 300,
    height: 250,
    durationMs: null,
    assets: [
      { assetId: "banner", assetType: "image", required: true },
      { assetId: "landing_page", assetType: "url", required: false },
    ],
  },
  kind: "image",
  assetUrl: "https://cdn.acme.example/hero.png",
  clickUrl: "https://acme.example/",
  width: null,
  height: null,
  durationMs: null,
};

describe("sync_creatives", () => {
  test("fills the format's own asset ids, sizes from the format where the file has none", () => {
    const request = syncCreativesToWire(account, [upload]);
    expect(bodyOf(request).creatives).toEqual([
      {
        creative_id: "cr-1",
        name: "Hero",
        format_id: { agent_url: "https://formats.example", id: "display_300x250" },
        assets: {
          banner: { asset_type: "image", url: "https://cdn.acme.example/hero.png", width: 300, height: 250 },
          landing_page: { asset_type: "url", url: "https://acme.example/", url_type: "clickthrough" },
        },
      },
    ]);
    expectValid("sync_creatives", bodyOf(request));
  });

  test("a video carries its duration", () => {
    const format = { ...upload.format, assets: [{ assetId: "film", assetType: "video", required: true }] };
    const video: CreativeUpload = { ...upload, format, kind: "video", width: 1920, height: 1080, durationMs: 30_000 };
    const request = syncCreativesToWire(account, [video]);
    expect(request.body).toContain('"film":{"asset_type":"video","duration_ms":30000,"height":1080');
    expect(request.body).not.toContain("landing_page");
    expectValid("sync_creatives", bodyOf(request));
  });

  test("names what the format needs and the creative does not have", () => {
    const format = {
      ...upload.format,
      assets: [...upload.format.assets, { assetId: "headline", assetType: "text", required: true }],
    };
    expect(() => syncCreativesToWire(account, [{ ...upload, format }])).toThrow("also needs headline (text)");
  });
});

describe("get_products", () => {
  const query = {
    brief: " News video ",
    brandDomain: "acme.example",
    account,
    startDay: null,
    endDay: null,
    currency: "USD",
    countries: [],
  };

  test("asks by brief, or for everything where there is none", () => {
    expect(productQueryToWire(query)).toMatchObject({ buying_mode: "brief", brief: "News video" });
    expect(productQueryToWire({ ...query, brief: " " })).toMatchObject({ buying_mode: "wholesale" });
    expect(productQueryToWire({ ...query, brief: " " })).not.toHaveProperty("brief");
  });

  test("filters by days and countries where they are known", () => {
    const body = productQueryToWire({ ...query, startDay: "2026-12-01", endDay: "2026-12-31", countries: ["US"] });
    expect(body.filters).toEqual({ start_date: "2026-12-01", end_date: "2026-12-31", countries: ["US"] });
    expect(TOOL_REQUEST_SCHEMAS.get_products?.safeParse(body).success).toBe(true);
  });
});

describe("an account", () => {
  test("is exactly one of the two forms", () => {
    expect(accountToWire({ kind: "id", accountId: "acc-1" })).toEqual({ account_id: "acc-1" });
    expect(accountToWire({ ...account, sandbox: true })).toEqual({
      brand: { domain: "acme.example" },
      operator: "agency.example",
      sandbox: true,
    });
  });
});

describe("frozen bytes", () => {
  test("do not depend on the order in which the intent was built", () => {
    const reversed = Object.fromEntries(Object.entries(full).reverse()) as CreateMediaBuyIntent;
    expect(createToWire(account, reversed).body).toBe(createToWire(account, full).body);
  });

  test("survive being parsed and frozen again", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
      }),
    );
  });
});
