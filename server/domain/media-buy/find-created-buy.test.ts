import { describe, expect, test } from "vitest";
import type { CreateMediaBuyIntent } from "../change/patch";
import { findCreatedBuy, type ListedBuy } from "./find-created-buy";

const firstSentAt = "2026-11-01T12:00:00.000Z";
const line = (productId: string, budgetMicros: bigint) => ({
  packageId: productId,
  productId,
  budgetMicros,
  pricingOptionId: "o",
  formatIds: [],
  bidMicros: null,
  impressions: null,
  pacing: "even" as const,
  startAt: null,
  endAt: null,
  paused: false,
  targetingOverlay: {},
  creativeAssignments: [],
  optimizationGoals: [],
});
const intent: CreateMediaBuyIntent = {
  buyerRef: "r",
  campaignId: "c",
  poNumber: "",
  brandDomain: "b.example",
  startAt: "2026-12-01T00:00:00.000Z",
  endAt: "2027-01-01T00:00:00.000Z",
  currency: "USD",
  packages: [line("news", 5n), line("sport", 7n)],
};
const buy = (more: Partial<ListedBuy> = {}): ListedBuy => ({
  mediaBuyId: "one",
  currency: "USD",
  startAt: "2026-12-01T05:45:00+05:45",
  endAt: intent.endAt,
  createdAt: "2026-11-01T12:00:03.000Z",
  packages: [
    { productId: "sport", budgetMicros: 7n },
    { productId: "news", budgetMicros: 5n },
  ],
  ...more,
});
const find = (listed: readonly ListedBuy[], claimed: readonly string[] = []) =>
  findCreatedBuy(intent, listed, { firstSentAt, claimed: new Set(claimed) });

describe("the natural key", () => {
  test("finds the one buy with our products, budgets, currency and flight", () => {
    expect(find([buy({ mediaBuyId: "other", currency: "EUR" }), buy()])).toEqual({ kind: "one", mediaBuyId: "one" });
  });

  test.each<readonly [string, Partial<ListedBuy>]>([
    ["another currency", { currency: "EUR" }],
    ["a package too many", { packages: [...buy().packages, { productId: "x", budgetMicros: 1n }] }],
    ["made long before we sent", { createdAt: "2026-11-01T11:58:00.000Z" }],
  ])("is not %s", (_what, more) => {
    expect(find([buy(more)])).toEqual({ kind: "none" });
  });

  test.each<readonly [string, Partial<ListedBuy>]>([
    ["another end", { endAt: "2027-01-02T00:00:00.000Z" }],
    ["another start", { startAt: "2026-12-02T00:00:00.000Z" }],
    [
      "another budget",
      {
        packages: [
          { productId: "sport", budgetMicros: 7n },
          { productId: "news", budgetMicros: 6n },
        ],
      },
    ],
    [
      "swapped budgets",
      {
        packages: [
          { productId: "sport", budgetMicros: 5n },
          { productId: "news", budgetMicros: 7n },
        ],
      },
    ],
  ])("with %s may have been changed by the seller since: a person decides", (_what, more) => {
    expect(find([buy(more)])).toEqual({ kind: "unsure", mediaBuyIds: ["one"] });
    expect(find([buy({ ...more, mediaBuyId: "changed" }), buy()])).toEqual({ kind: "one", mediaBuyId: "one" });
    expect(find([buy({ ...more, createdAt: null })])).toEqual({ kind: "none" });
  });

  test("does not take a buy that is another of ours", () => {
    expect(find([buy()], ["one"])).toEqual({ kind: "none" });
  });

  test("is unsure with two that fit", () => {
    expect(find([buy(), buy({ mediaBuyId: "two" })])).toEqual({ kind: "unsure", mediaBuyIds: ["one", "two"] });
  });

  test.each<readonly [string, Partial<ListedBuy>]>([
    ["when it was made", { createdAt: null }],
    ["its budgets", { packages: [{ productId: "sport" }, { productId: "news" }] }],
    ["its products", { packages: [{ budgetMicros: 7n }, { budgetMicros: 5n }] }],
    ["its flight", { endAt: null }],
  ])("is unsure when the seller does not show %s", (_what, more) => {
    expect(find([buy(more)])).toEqual({ kind: "unsure", mediaBuyIds: ["one"] });
  });

  test("a flight as soon as possible has no start to compare", () => {
    const asap = findCreatedBuy({ ...intent, startAt: "asap" }, [buy({ startAt: null })], {
      firstSentAt,
      claimed: new Set(),
    });
    expect(asap).toEqual({ kind: "one", mediaBuyId: "one" });
  });
});
