import { describe, expect, it } from "vitest";
import { editPackage } from "./edit-package";
import { packageIssues, unsavableIssues } from "./package-issues";
import { estimatedImpressions, type PlannedPackage } from "./package-plan";
import { currencyTotals, planReadiness } from "./plan-readiness";
import { auctionProduct, completeCampaign, completePackage, now } from "./test-plan";

const issuesOf = (over: Partial<PlannedPackage>, at = now) =>
  packageIssues({ ...completePackage, ...over }, completeCampaign, at).map(
    ({ path, message }) => `${path}: ${message}`,
  );

describe("a package before it is sent", () => {
  it("is complete when nothing is missing", () => {
    expect(issuesOf({})).toEqual([]);
  });

  it.each<[string, Partial<PlannedPackage>, string]>([
    [
      "no budget",
      { pricingOptionId: "fixed", currency: "USD", bidMicros: null, budgetMicros: 0n },
      "budgetMicros: Enter a budget",
    ],
    ["a budget below the minimum", { budgetMicros: 499_990_000n }, "budgetMicros: The seller's minimum is EUR 500.00"],
    ["fractions of a cent", { budgetMicros: 500_000_001n }, "budgetMicros: EUR has at most 2 decimals"],
    ["no bid in an auction", { bidMicros: null }, "bidMicros: This is an auction: enter a bid"],
    ["a bid below the floor", { bidMicros: 1_990_000n }, "bidMicros: The floor is EUR 2.00"],
    [
      "a bid at a fixed price",
      { pricingOptionId: "fixed", currency: "USD" },
      "bidMicros: The seller fixed this price; it takes no bid",
    ],
    [
      "an option the product lacks",
      { pricingOptionId: "gone" },
      "pricingOptionId: The product no longer has this pricing option; choose another",
    ],
    [
      "a start before the campaign",
      { startAt: "2026-11-22T23:00:00.000Z" },
      "startDay: Starts before the campaign does",
    ],
    [
      "an end after the campaign",
      { endAt: "2026-12-24T23:00:00.000Z" },
      "endDay: Ends after the campaign does (23 Dec 2026)",
    ],
    [
      "an end before its start",
      { startAt: "2026-12-01T23:00:00.000Z", endAt: "2026-12-01T23:00:00.000Z" },
      "endDay: The last day is before the first",
    ],
    ["an unknown country", { targetingOverlay: { geo_countries: ["XX"] } }, 'countries: "XX" is not a country code'],
    [
      "a value in and out",
      { targetingOverlay: { geo_countries: ["DE"], geo_countries_exclude: ["DE"] } },
      "countries: DE is both included and excluded",
    ],
    [
      "an unknown device",
      { targetingOverlay: { device_type: ["fridge"] } },
      'deviceTypes: "fridge" is not a device type',
    ],
  ])("refuses %s", (_, over, issue) => {
    expect(issuesOf(over)).toContain(issue);
  });

  it("refuses an expired offer, at the very instant it expires", () => {
    expect(issuesOf({}, "2026-11-30T23:59:59.999Z")).toEqual([]);
    expect(issuesOf({}, "2026-12-01T00:00:00.000Z")).toEqual([
      "product: The seller's offer has expired; ask for products again and replace it",
    ]);
  });

  it("may be saved unfinished but not nonsensical", () => {
    expect(unsavableIssues({ ...completePackage, budgetMicros: 0n, bidMicros: null })).toEqual([]);
    expect(unsavableIssues({ ...completePackage, budgetMicros: 1n }).map((issue) => issue.path)).toEqual([
      "budgetMicros",
    ]);
  });

  it("estimates impressions from the price or the bid", () => {
    expect(estimatedImpressions(completePackage)).toBe(3_333_333n);
    expect(estimatedImpressions({ ...completePackage, bidMicros: null })).toBeNull();
  });

  it("takes the currency of another option and drops a bid that has no place there", () => {
    const fixed = editPackage(completePackage, { pricingOptionId: "fixed" }, "Europe/Berlin");
    expect([fixed.currency, fixed.bidMicros]).toEqual(["USD", null]);
    expect(editPackage(fixed, { pricingOptionId: "auction" }, "Europe/Berlin").bidMicros).toBe(3_000_000n);
  });

  it("turns days into a half-open flight of the plan's zone and null back into the plan's", () => {
    const own = editPackage(completePackage, { startDay: "2026-12-01", endDay: "2026-12-01" }, "Europe/Berlin");
    expect([own.startAt, own.endAt]).toEqual(["2026-11-30T23:00:00.000Z", "2026-12-01T23:00:00.000Z"]);
    expect(editPackage(own, { endDay: null }, "Europe/Berlin").endAt).toBeNull();
  });
});

describe("a plan before it is sent", () => {
  it("is ready when every field is filled and the packages come to the total", () => {
    expect(planReadiness(completeCampaign, [completePackage], now)).toMatchObject({
      ready: true,
      plan: [],
      packages: [],
    });
  });

  it("names every missing field", () => {
    const bare = {
      ...completeCampaign,
      brand: null,
      brief: " ",
      startAt: null,
      endAt: null,
      totalMicros: null,
      poNumber: "",
    };
    expect(planReadiness(bare, [], now).plan.map((issue) => issue.path)).toEqual([
      "brandId",
      "brief",
      "startDay",
      "endDay",
      "totalMicros",
      "poNumber",
      "packages",
    ]);
  });

  it("is off by a single cent", () => {
    const over = { ...completePackage, budgetMicros: completePackage.budgetMicros + 10_000n };
    expect(planReadiness(completeCampaign, [over], now).plan).toEqual([
      { path: "packages", message: "EUR 0.01 over the plan's total" },
    ]);
  });

  it("keeps currencies apart and compares only the plan's own", () => {
    const dollars = { ...completePackage, id: "k2", currency: "USD", pricingOptionId: "fixed", bidMicros: null };
    expect(planReadiness(completeCampaign, [completePackage, dollars], now).totals).toEqual([
      {
        currency: "EUR",
        allocatedMicros: 10_000_000_000n,
        totalMicros: 10_000_000_000n,
        offMicros: 0n,
        packageCount: 1,
        sandbox: false,
      },
      {
        currency: "USD",
        allocatedMicros: 10_000_000_000n,
        totalMicros: null,
        offMicros: null,
        packageCount: 1,
        sandbox: false,
      },
    ]);
  });

  it("counts a start that has passed since the plan was written", () => {
    const paths = planReadiness(
      completeCampaign,
      [{ ...completePackage, product: { ...auctionProduct, expiresAt: null } }],
      "2026-11-25T00:00:00.000Z",
    ).plan;
    expect(paths).toEqual([{ path: "startDay", message: "The first day has already passed" }]);
  });
});

describe("play money", () => {
  const usd = { currency: "USD", budgetMicros: 1_000_000n };
  const plan = { currency: "USD", totalMicros: 2_000_000n };

  it("is in no real total and held against none", () => {
    expect(currencyTotals(plan, [usd, { ...usd, sandbox: true }, { ...usd, currency: "EUR", sandbox: true }])).toEqual([
      {
        currency: "USD",
        allocatedMicros: 1_000_000n,
        totalMicros: 2_000_000n,
        offMicros: -1_000_000n,
        packageCount: 1,
        sandbox: false,
      },
      {
        currency: "USD",
        allocatedMicros: 1_000_000n,
        totalMicros: null,
        offMicros: null,
        packageCount: 1,
        sandbox: true,
      },
      {
        currency: "EUR",
        allocatedMicros: 1_000_000n,
        totalMicros: null,
        offMicros: null,
        packageCount: 1,
        sandbox: true,
      },
    ]);
  });

  it("alone is a rehearsal, held against the plan's total", () => {
    const [total, ...others] = currencyTotals(plan, [
      { ...usd, sandbox: true },
      { ...usd, sandbox: true },
    ]);
    expect(total).toMatchObject({ allocatedMicros: 2_000_000n, offMicros: 0n, sandbox: true });
    expect(others).toEqual([]);
    expect(currencyTotals(plan, [])[0]?.sandbox).toBe(false);
  });
});
