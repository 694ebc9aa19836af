import { describe, expect, test } from "vitest";
import type { PackageValues } from "../change/patch";
import type { MediaBuyAction } from "../media-buy/allowed-actions";
import type { PricingOption, Product } from "../media-buy/product";
import { goalSupport } from "../optimization/goal-support";
import type { EditableMediaBuy, MediaBuyEdit, PackageEdit } from "./editable-buy";
import { planEdit } from "./plan-edit";

const now = "2026-11-21T09:00:00.000Z";
const option = (over: Partial<PricingOption> = {}): PricingOption => ({
  pricingOptionId: "cpm",
  pricingModel: "cpm",
  currency: "USD",
  fixedPriceMicros: null,
  floorPriceMicros: 2_000_000n,
  priceGuidanceMicros: null,
  maxBid: true,
  minSpendPerPackageMicros: 500_000_000n,
  ...over,
});
const values: PackageValues = {
  budgetMicros: 1_000_000_000n,
  bidMicros: 3_000_000n,
  impressions: null,
  pacing: "even",
  startAt: null,
  endAt: "2026-12-31T23:59:59.000Z",
  paused: false,
  targetingOverlay: { geo_countries: ["DE", "AT"], x_seller: { kept: true } },
  creativeAssignments: [{ creativeId: "c1", weight: 60, placementIds: ["top"] }, { creativeId: "c2" }],
  optimizationGoals: [{ kind: "metric", metric: "clicks" }],
};
const product = {
  productId: "p-new",
  name: "News",
  formatIds: [],
  placements: [{ placementId: "top", name: "Top" }],
  pricingOptions: [option(), option({ pricingOptionId: "eur", currency: "EUR" })],
  expiresAt: "2026-12-01T00:00:00.000Z",
} as unknown as Product;
const goals = goalSupport(
  { metric_optimization: { supported_metrics: ["clicks", "views"] }, max_optimization_goals: 1 },
  null,
);
const creative = (
  id: string,
  over: Partial<{ refusal: string | null; inLibrary: boolean; misfits: ReadonlyMap<string, string> }> = {},
) =>
  [
    id,
    { id, creativeId: id, name: id.toUpperCase(), refusal: null, inLibrary: true, misfits: new Map(), ...over },
  ] as const;

function world(over: Partial<EditableMediaBuy> & { refused?: readonly MediaBuyAction[] } = {}): EditableMediaBuy {
  const { refused = [], ...rest } = over;
  const common = { canceled: false, goals, placements: product.placements };
  return {
    currency: "USD",
    timeZone: "America/New_York",
    values: {
      paused: false,
      startAt: "2026-11-01T04:00:00.000Z",
      endAt: "2026-12-31T23:59:59.000Z",
      packages: { a: values, b: { ...values, bidMicros: null, creativeAssignments: [], optimizationGoals: [] } },
    },
    whyNot: (action) => (refused.includes(action) ? `no ${action}` : null),
    packages: new Map([
      ["a", { ...common, id: "a", name: "A", sellerPackageId: "s1", deliveredMicros: 700_000_000n, option: option() }],
      [
        "b",
        {
          ...common,
          id: "b",
          name: "B",
          sellerPackageId: "s2",
          deliveredMicros: 0n,
          option: option({ fixedPriceMicros: 5_000_000n }),
        },
      ],
    ]),
    creatives: new Map([
      creative("c1"),
      creative("c2"),
      creative("c3"),
      creative("n1", { refusal: "not there", inLibrary: false }),
    ]),
    offers: new Map([
      [
        "snap",
        { product, goals, targetingLimits: new Map([["geo_regions", "not offered"]]), offeredValues: new Map() },
      ],
    ]),
    noInlineCreatives: null,
    reporting: { whyNot: null, frequencies: ["daily"], metrics: ["impressions", "spend"] },
    ...rest,
  };
}

const plan = (edit: Partial<MediaBuyEdit>, buy = world()) => planEdit(buy, { packages: {}, ...edit }, now);
const onA = (edit: PackageEdit, buy = world()) => plan({ packages: { a: edit } }, buy);
const said = ({ issues }: { issues: readonly { path: string; message: string }[] }) =>
  issues.map(({ path, message }) => `${path}: ${message}`);

describe("an edit holds only what differs", () => {
  test("values that are as they were are not sent, and nothing is left of an edit that changes nothing", () => {
    const same: PackageEdit = {
      budgetMicros: 1_000_000_000n,
      pacing: "even",
      paused: false,
      creativeIds: ["c2", "c1"],
      targetingOverlay: { x_seller: { kept: true }, geo_countries: ["AT", "DE"], language: [] },
      optimizationGoals: [{ kind: "metric", metric: "clicks", priority: 1 }],
    };
    expect(plan({ paused: false, packages: { a: same } })).toMatchObject({ patch: {}, inverse: {}, issues: [] });
  });

  test("a seller's own 23:59:59Z stays to the second when its day is chosen again (C6)", () => {
    expect(plan({ endDay: "2026-12-31", packages: { a: { endDay: "2026-12-31" } } }).patch).toEqual({});
    expect(plan({ endDay: "2027-01-02" }).patch).toEqual({ endAt: "2027-01-03T05:00:00.000Z" });
  });

  test("one country edited keeps the rest of the overlay, the seller's own fields included", () => {
    const { patch, inverse } = onA({ targetingOverlay: { geo_countries: ["DE"], x_seller: { kept: true } } });
    expect(patch).toEqual({
      packages: { a: { targetingOverlay: { geo_countries: ["DE"], x_seller: { kept: true } } } },
    });
    expect(inverse.packages?.a).toEqual({ targetingOverlay: values.targetingOverlay });
  });

  test("keywords come and go on the overlay that is there", () => {
    const { patch } = onA({ keywords: { targetsAdd: [{ keyword: "oat", match_type: "exact" }] } });
    expect(patch.packages?.a?.targetingOverlay).toEqual({
      ...values.targetingOverlay,
      keyword_targets: [{ keyword: "oat", match_type: "exact" }],
    });
  });

  test("replaced creatives keep the weights and placements of those that stay (requirements 6: 18)", () => {
    expect(onA({ creativeIds: ["c1", "c3"] }).patch.packages?.a?.creativeAssignments).toEqual([
      { creativeId: "c1", weight: 60, placementIds: ["top"] },
      { creativeId: "c3" },
    ]);
    const weighted = onA({
      assignments: [
        { creativeId: "c1", weight: null, placementIds: null },
        { creativeId: "c2", weight: 0 },
      ],
    });
    expect(weighted.patch.packages?.a?.creativeAssignments).toEqual([
      { creativeId: "c1" },
      { creativeId: "c2", weight: 0 },
    ]);
  });

  test("an empty list clears creatives, an empty overlay clears targeting, and both can be taken back", () => {
    const { patch, inverse, issues } = onA({ creativeIds: [], targetingOverlay: {} });
    expect(issues).toEqual([]);
    expect(patch.packages?.a).toEqual({ creativeAssignments: [], targetingOverlay: {} });
    expect(inverse.packages?.a?.creativeAssignments).toEqual(values.creativeAssignments);
  });
});

describe("what keeps an edit from being sent", () => {
  test.each<[string, Partial<MediaBuyEdit>, string]>([
    [
      "a budget below what is spent",
      { packages: { a: { budgetMicros: 600_000_000n } } },
      "packages.a.budgetMicros: USD",
    ],
    [
      "a bid at a fixed price",
      { packages: { b: { bidMicros: 3_000_000n } } },
      "packages.b.bidMicros: The price is fixed; there is no bid",
    ],
    ["a bid below the floor", { packages: { a: { bidMicros: 1_000_000n } } }, "packages.a.bidMicros: The floor is"],
    ["no impressions", { packages: { a: { impressions: 0n } } }, "packages.a.impressions: Enter a goal above 0"],
    [
      "a weight over 100",
      { packages: { a: { assignments: [{ creativeId: "c1", weight: 101 }] } } },
      "packages.a.assignments: “C1”: a weight is between 0 and 100",
    ],
    [
      "a placement that is not there",
      { packages: { a: { assignments: [{ creativeId: "c1", placementIds: ["side"] }] } } },
      "packages.a.assignments: “C1”: the product has no placement side",
    ],
    [
      "an unknown creative fails the whole list",
      { packages: { a: { creativeIds: ["c1", "zz"] } } },
      "packages.a.creativeIds: A creative was not found",
    ],
    [
      "a creative that is not in the library",
      { packages: { a: { creativeIds: ["n1"] } } },
      "packages.a.creativeIds: “N1”: not there",
    ],
    [
      "a creative inline that is in the library",
      { packages: { a: { newCreativeIds: ["c3"] } } },
      "packages.a.newCreativeIds: “C3”: it is in the seller's library already; assign it instead",
    ],
    [
      "goals over the limit",
      {
        packages: {
          a: {
            optimizationGoals: [
              { kind: "metric", metric: "clicks" },
              { kind: "metric", metric: "views" },
            ],
          },
        },
      },
      "packages.a.optimizationGoals: The product takes at most 1 goal",
    ],
    [
      "targeting that nobody knows",
      { packages: { a: { targetingOverlay: { geo_countries: ["XX"] } } } },
      'packages.a.targetingOverlay.geo_countries: "XX" is not a country code',
    ],
    ["a past end", { endDay: "2026-11-01" }, "endDay: The last day must be in the future"],
    ["a start that has begun", { startDay: "2026-12-01" }, "startDay: The flight has begun; its start cannot move"],
    [
      "a package outside the buy",
      { packages: { a: { endDay: "2027-02-01" } } },
      "packages.a.endDay: Ends after the media buy does",
    ],
    [
      "a report at a frequency that a product has not",
      { reportingWebhook: { frequency: "hourly" } },
      "reportingWebhook: Not every product reports hourly",
    ],
    [
      "a package of another buy",
      { packages: { z: { paused: true } } },
      "packages.z: This package is not part of the media buy",
    ],
  ])("%s", (_name, edit, complaint) => {
    expect(said(plan(edit))).toEqual([expect.stringContaining(complaint)]);
  });

  test("what the wire cannot clear is said, not approximated (C11)", () => {
    expect(said(onA({ bidMicros: null, endDay: null, optimizationGoals: [] }))).toEqual([
      "packages.a.bidMicros: A bid cannot be cleared: AdCP 3.0 only replaces it",
      "packages.a.endDay: A package's own end cannot be cleared: AdCP 3.0 only replaces it",
      "packages.a.optimizationGoals: Goals cannot be cleared: AdCP 3.0 only replaces them",
    ]);
    expect(plan({ packages: { b: { bidMicros: null, optimizationGoals: [] } } }).issues).toEqual([]);
  });

  test("the seller's valid_actions gate every field; adding packages is one of them (C10)", () => {
    const buy = world({ refused: ["update_packages", "update_budget", "add_packages", "cancel", "update_dates"] });
    const edit = { packages: { a: { budgetMicros: 1_100_000_000n, pacing: "asap" as const, creativeIds: [] } } };
    expect(said(plan(edit, buy))).toEqual([
      "packages.a.budgetMicros: no update_budget",
      "packages.a.pacing: no update_packages",
    ]);
    expect(said(plan({ canceled: { reason: "" } }, buy))).toEqual(["canceled: no cancel"]);
    const added = {
      productSnapshotId: "snap",
      packageId: "n",
      pricingOptionId: "cpm",
      budgetMicros: 900_000_000n,
      bidMicros: 3_000_000n,
    };
    expect(said(plan({ newPackages: [added] }, buy))).toEqual(["newPackages: no add_packages"]);
  });

  test("a cancellation goes alone, for the buy as for a package; creatives beside it are refused (S3)", () => {
    expect(plan({ canceled: { reason: "over" } })).toMatchObject({
      patch: { canceled: { reason: "over" } },
      inverse: {},
      issues: [],
    });
    expect(said(plan({ canceled: { reason: "" }, packages: { a: { creativeIds: [] } } }))).toEqual([
      "canceled: Cancel alone: nothing else can change in the same edit",
    ]);
    expect(said(onA({ canceled: { reason: "" }, creativeIds: [] }))).toEqual([
      "packages.a.canceled: Cancel A alone: nothing else of it can change in the same edit",
    ]);
    const one = plan({ packages: { a: { canceled: { reason: "" } }, b: { pacing: "asap" } } });
    expect(one).toMatchObject({
      issues: [],
      patch: { packages: { a: { canceled: { reason: "" } }, b: { pacing: "asap" } } },
    });
  });

  test("pausing alone is pausing alone", () => {
    expect(plan({ paused: true, packages: { a: { paused: true } } }).onlyPause).toBe(true);
    expect(plan({ canceled: { reason: "" } }).onlyPause).toBe(false);
    expect(plan({ reportingWebhook: { frequency: "daily" } }).onlyPause).toBe(false);
  });
});

describe("a package that is added", () => {
  const asked = {
    productSnapshotId: "snap",
    packageId: "n",
    pricingOptionId: "cpm",
    budgetMicros: 900_000_000n,
    bidMicros: 3_000_000n,
  };

  test("comes in whole, with what it adds, and inherits the flight of the buy", () => {
    const { patch, deltaMicros, issues } = plan({
      newPackages: [{ ...asked, newCreativeIds: ["n1"], creativeIds: ["c3"] }],
    });
    expect(issues).toEqual([]);
    expect(deltaMicros).toBe(900_000_000n);
    expect(patch.newPackages?.[0]).toMatchObject({
      packageId: "n",
      productId: "p-new",
      name: "News",
      startAt: null,
      endAt: null,
      creativeAssignments: [{ creativeId: "c3" }],
      newCreatives: ["n1"],
    });
  });

  test("has a product that is offered, in the buy's currency, with a bid and a budget that the seller takes", () => {
    const wrong = {
      ...asked,
      pricingOptionId: "eur",
      budgetMicros: 1_000_000n,
      bidMicros: undefined,
      targetingOverlay: { geo_regions: ["US-CA"] },
    };
    expect(said(plan({ newPackages: [wrong] }))).toEqual([
      "newPackages.0.pricingOptionId: This media buy is in USD; one buy has one currency",
      expect.stringContaining("newPackages.0.budgetMicros: The seller's minimum is"),
      "newPackages.0.bidMicros: This is an auction: enter a bid",
      "newPackages.0.targetingOverlay.geo_regions: not offered",
    ]);
    expect(said(plan({ newPackages: [{ ...asked, productSnapshotId: "gone" }] }))).toEqual([
      "newPackages.0.productSnapshotId: The product was not found at this seller",
    ]);
  });
});

describe("a new total", () => {
  test("shares what the set budgets leave, inside the same edit and one patch (S2, example 2)", () => {
    const edit = {
      totalMicros: 2_500_000_000n,
      endDay: "2027-01-10",
      packages: { a: { budgetMicros: 1_500_000_000n, pacing: "front_loaded" as const } },
    };
    const { patch, issues } = plan(edit);
    expect(issues).toEqual([]);
    expect(patch).toEqual({
      endAt: "2027-01-11T05:00:00.000Z",
      packages: { a: { budgetMicros: 1_500_000_000n, pacing: "front_loaded" } },
    });
    expect(plan({ ...edit, totalMicros: 2_400_000_000n }).patch.packages?.b).toEqual({ budgetMicros: 900_000_000n });
  });

  test("that nobody can keep names who holds it up", () => {
    expect(said(plan({ totalMicros: 800_000_000n }))).toEqual([
      expect.stringMatching(/^totalMicros: .*A USD.700\.00, B USD.500\.00/),
    ]);
  });
});
