import { TOOL_REQUEST_SCHEMAS } from "@adcp/sdk/schemas";
import { describe, expect, test } from "vitest";
import type { NewLine } from "@/server/domain/change/patch";
import type { CreativeUpload } from "../creative-exchange";
import type { FrozenRequest } from "../sales-agent";
import type { RequestExtras, UpdateMediaBuyIntent, UpdatePackageIntent } from "../update-intent";
import { createToWire, updateToWire } from "./to-wire";
import { accountToWire } from "./wire-words";
import { withCallbacks } from "./with-callbacks";

/** PATCH, proved on the body: the field that changed, the package it is of, and no other key. */
const account = { kind: "natural", brandDomain: "acme.example", operator: "agency.example", sandbox: false } as const;
const patch: UpdateMediaBuyIntent = { mediaBuyId: "mb-1", revision: 4, currency: "USD", packages: [] };
const base = { adcp_major_version: 3, account: accountToWire(account), media_buy_id: "mb-1", revision: 4 };

const bodyOf = (request: FrozenRequest): Record<string, unknown> => JSON.parse(request.body);
function expectValid(body: Record<string, unknown>): void {
  const key = { idempotency_key: "3f8d5a0e-1111-4222-8333-444455556666" };
  expect(TOOL_REQUEST_SCHEMAS.update_media_buy?.safeParse({ ...body, ...key }).error?.issues ?? []).toEqual([]);
}

const upload: CreativeUpload = {
  creativeId: "cr-9",
  name: "Hero",
  format: {
    formatId: { agentUrl: "https://formats.example", id: "display_300x250" },
    name: "Medium rectangle",
    description: null,
    kind: "image",
    width: 300,
    height: 250,
    durationMs: null,
    assets: [{ assetId: "banner", assetType: "image", required: true }],
  },
  kind: "image",
  assetUrl: "https://cdn.acme.example/hero.png",
  clickUrl: null,
  width: null,
  height: null,
  durationMs: null,
};
const inline = {
  creative_id: "cr-9",
  name: "Hero",
  format_id: { agent_url: "https://formats.example", id: "display_300x250" },
  assets: { banner: { asset_type: "image", url: "https://cdn.acme.example/hero.png", width: 300, height: 250 } },
};
const line: NewLine = {
  packageId: "pk-9",
  productId: "news_video",
  pricingOptionId: "cpm_usd",
  formatIds: [],
  budgetMicros: 900_000_000n,
  bidMicros: 4_500_000n,
  impressions: null,
  pacing: "even",
  startAt: null,
  endAt: null,
  paused: false,
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
};
const receiver = { url: "https://desk.example/api/webhooks/x" };
const signedReceiver = { ...receiver, authentication: { schemes: ["HMAC-SHA256"] } };

type OfBuy = [string, Partial<UpdateMediaBuyIntent>, Record<string, unknown>, RequestExtras];
const ofBuy: OfBuy[] = [
  ["pause", { paused: true }, { paused: true }, {}],
  ["resume", { paused: false }, { paused: false }, {}],
  ["start", { startAt: "2026-12-03T05:00:00.000Z" }, { start_time: "2026-12-03T05:00:00.000Z" }, {}],
  ["end", { endAt: "2027-02-01T05:00:00.000Z" }, { end_time: "2027-02-01T05:00:00.000Z" }, {}],
  [
    "a new package",
    { newPackages: [line] },
    {
      new_packages: [
        {
          product_id: "news_video",
          pricing_option_id: "cpm_usd",
          budget: 900,
          bid_price: 4.5,
          pacing: "even",
          context: { package_id: "pk-9" },
        },
      ],
    },
    {},
  ],
  [
    "cancel",
    { cancellation: { reason: "The client left" } },
    { canceled: true, cancellation_reason: "The client left" },
    {},
  ],
  [
    "a note to be sent when it is done",
    { paused: true },
    { paused: true, push_notification_config: receiver },
    { pushNotification: receiver },
  ],
];

const ofPackage: readonly (readonly [string, Partial<UpdatePackageIntent>, Record<string, unknown>])[] = [
  ["budget", { budgetMicros: 5_000_000_000n }, { budget: 5000 }],
  ["bid", { bidMicros: 4_250_000n }, { bid_price: 4.25 }],
  ["impressions", { impressions: 250_000n }, { impressions: 250_000 }],
  ["pacing", { pacing: "front_loaded" }, { pacing: "front_loaded" }],
  ["pause", { paused: true }, { paused: true }],
  ["resume", { paused: false }, { paused: false }],
  ["start", { startAt: "2026-12-03T05:00:00.000Z" }, { start_time: "2026-12-03T05:00:00.000Z" }],
  ["end", { endAt: "2026-12-09T05:00:00.000Z" }, { end_time: "2026-12-09T05:00:00.000Z" }],
  [
    "targeting whole, unknown fields of the seller included",
    { targetingOverlay: { geo_countries: ["DE"], x_seller_segment: { id: 7 } } },
    { targeting_overlay: { geo_countries: ["DE"], x_seller_segment: { id: 7 } } },
  ],
  ["targeting cleared", { targetingOverlay: {} }, { targeting_overlay: {} }],
  [
    "keywords added and removed",
    {
      keywords: {
        targetsAdd: [{ keyword: "oat milk", match_type: "exact", bid_price: 1.5 }],
        negativesRemove: [{ keyword: "free", match_type: "broad" }],
      },
    },
    {
      keyword_targets_add: [{ keyword: "oat milk", match_type: "exact", bid_price: 1.5 }],
      negative_keywords_remove: [{ keyword: "free", match_type: "broad" }],
    },
  ],
  [
    "goals whole",
    {
      optimizationGoals: [{ kind: "metric", metric: "clicks", target: { kind: "cost_per", value: 2.5 }, priority: 1 }],
    },
    {
      optimization_goals: [{ kind: "metric", metric: "clicks", target: { kind: "cost_per", value: 2.5 }, priority: 1 }],
    },
  ],
  [
    "creatives whole, with weights and placements",
    { creativeAssignments: [{ creativeId: "cr-1", weight: 0, placementIds: ["top"] }, { creativeId: "cr-2" }] },
    { creative_assignments: [{ creative_id: "cr-1", weight: 0, placement_ids: ["top"] }, { creative_id: "cr-2" }] },
  ],
  ["creatives cleared", { creativeAssignments: [] }, { creative_assignments: [] }],
  ["a creative inside the request", { newCreatives: ["cr-9"] }, { creatives: [inline] }],
  ["cancel", { cancellation: { reason: "" } }, { canceled: true }],
];

describe("an update carries the field that changed and no other", () => {
  test.each(ofBuy)("of the buy: %s", (_name, change, expected, extras) => {
    const body = bodyOf(updateToWire(account, { ...patch, ...change }, extras));
    expect(body).toEqual({ ...base, ...expected });
    expectValid(body);
  });

  test.each(ofPackage)("of one package: %s", (_name, change, expected) => {
    const extras = { creatives: [upload] };
    const body = bodyOf(updateToWire(account, { ...patch, packages: [{ packageId: "p1", ...change }] }, extras));
    expect(body).toEqual({ ...base, packages: [{ package_id: "p1", ...expected }] });
    expectValid(body);
  });

  test("leaves the revision out when none is known", () => {
    expect(bodyOf(updateToWire(account, { ...patch, revision: null, paused: true }))).not.toHaveProperty("revision");
  });

  test("reports go to our receiver, at the frequency and with the metrics asked for, and without a secret", () => {
    const reportingWebhook = { frequency: "daily", requestedMetrics: ["impressions"] } as const;
    const request = updateToWire(account, { ...patch, reportingWebhook }, { reportingReceiver: signedReceiver });
    const expected = { ...signedReceiver, reporting_frequency: "daily", requested_metrics: ["impressions"] };
    expect(bodyOf(request)).toEqual({ ...base, reporting_webhook: expected });
    const sent = withCallbacks(bodyOf(request), [
      {
        field: "reporting_webhook",
        url: "https://desk.example/api/webhooks/real",
        token: "t".repeat(20),
        credentials: "s".repeat(40),
      },
      { field: "push_notification_config", url: "https://desk.example/n", token: "t".repeat(20), credentials: null },
    ]);
    expect(sent).not.toHaveProperty("push_notification_config");
    expect(sent.reporting_webhook).toMatchObject({
      url: "https://desk.example/api/webhooks/real",
      authentication: { schemes: ["HMAC-SHA256"], credentials: "s".repeat(40) },
      reporting_frequency: "daily",
    });
    expectValid(sent);
  });

  test("without a receiver reports are refused, and a poll-only seller gets no webhook at all", () => {
    expect(() => updateToWire(account, { ...patch, reportingWebhook: { frequency: "daily" } })).toThrow("an address");
    const body = bodyOf(updateToWire(account, { ...patch, paused: true }));
    expect(Object.keys(body).filter((key) => key.includes("webhook") || key.includes("push"))).toEqual([]);
  });
});

describe("what the wire cannot say is refused, not approximated", () => {
  const cancellation = { reason: "over" };
  const together: readonly (readonly [string, Partial<UpdateMediaBuyIntent>])[] = [
    ["a pause", { paused: true }],
    ["a package", { packages: [{ packageId: "p1", budgetMicros: 1_000_000n }] }],
    ["an end", { endAt: "2027-02-01T05:00:00.000Z" }],
    ["a new package", { newPackages: [line] }],
  ];
  test.each(together)("a cancellation goes without %s", (_name, change) => {
    expect(() => updateToWire(account, { ...patch, ...change, cancellation })).toThrow("sent alone");
  });

  test("a cancellation of a package goes without anything else of that package", () => {
    const packages = [{ packageId: "p1", cancellation, budgetMicros: 1_000_000n }];
    expect(() => updateToWire(account, { ...patch, packages })).toThrow("sent alone");
    const others = [
      { packageId: "p1", cancellation },
      { packageId: "p2", budgetMicros: 1_000_000n },
    ];
    expect(bodyOf(updateToWire(account, { ...patch, packages: others })).packages).toEqual([
      { package_id: "p1", canceled: true, cancellation_reason: "over" },
      { package_id: "p2", budget: 1 },
    ]);
  });

  test("goals cannot be cleared, keywords and the whole overlay do not meet, unknown creatives do not go missing", () => {
    const one = (change: Partial<UpdatePackageIntent>) => () =>
      updateToWire(account, { ...patch, packages: [{ packageId: "p1", ...change }] });
    expect(one({ optimizationGoals: [] })).toThrow("cannot be cleared");
    expect(one({ targetingOverlay: {}, keywords: { targetsAdd: [] } })).toThrow("one request");
    expect(one({ newCreatives: ["cr-none"] })).toThrow("cr-none");
  });
});

test("a create carries inline creatives, goals and its webhooks too", () => {
  const intent = {
    buyerRef: "R",
    campaignId: "c",
    poNumber: "",
    brandDomain: "acme.example",
    startAt: "asap" as const,
    endAt: "2027-01-01T05:00:00.000Z",
    currency: "USD",
    packages: [{ ...line, newCreatives: ["cr-9"] }],
    reportingWebhook: { frequency: "daily" as const },
  };
  const extras = { creatives: [upload], pushNotification: receiver, reportingReceiver: signedReceiver };
  const body = bodyOf(createToWire(account, intent, extras));
  expect(body).toMatchObject({
    push_notification_config: receiver,
    reporting_webhook: { ...signedReceiver, reporting_frequency: "daily" },
    packages: [{ creatives: [inline] }],
  });
});
