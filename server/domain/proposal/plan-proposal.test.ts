import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Product } from "../media-buy/product";
import type { Allocation, Proposal } from "../media-buy/proposal";
import {
  allocateProposal,
  belowMinimum,
  outsideGuidance,
  percentWords,
  planProposal,
  sharesProblem,
} from "./plan-proposal";

const now = "2026-11-21T12:00:00.000Z";
const allocation = (productId: string, percent: number, more: Partial<Allocation> = {}): Allocation => ({
  productId,
  percentMicros: BigInt(Math.round(percent * 1_000_000)),
  pricingOptionId: null,
  rationale: null,
  startAt: null,
  endAt: null,
  forecast: null,
  ...more,
});
const proposal = (...allocations: Allocation[]): Proposal => ({
  proposalId: "pr1",
  name: "Balanced",
  description: null,
  briefAlignment: null,
  allocations,
  status: "draft",
  expiresAt: null,
  guidance: null,
  forecast: null,
  insertionOrder: null,
  raw: "{}",
});
const option = (currency: string, minMicros: bigint | null = null) => ({
  pricingOptionId: `cpm_${currency}`,
  pricingModel: "cpm",
  currency,
  fixedPriceMicros: 10_000_000n,
  floorPriceMicros: null,
  priceGuidanceMicros: null,
  maxBid: false,
  minSpendPerPackageMicros: minMicros,
});
const product = (productId: string, more: Partial<Product> = {}): Product => ({
  productId,
  name: `Product ${productId}`,
  description: "",
  deliveryType: "guaranteed",
  channels: [],
  formatIds: [],
  placements: [],
  pricingOptions: [option("EUR"), option("USD")],
  publisherDomains: [],
  forecast: null,
  briefRelevance: null,
  expiresAt: null,
  reportingFrequencies: [],
  propertyTargetingAllowed: false,
  raw: {},
  ...more,
});
const products = (...all: Product[]) => new Map(all.map((one) => [one.productId, one]));

describe("amounts of a proposal", () => {
  test("sum to the total exactly, in whole cents, whatever the shares", () => {
    const shares = fc.array(fc.bigInt({ min: 0n, max: 100_000_000n }), { minLength: 1, maxLength: 30 });
    const cents = fc.bigInt({ min: 0n, max: 10_000_000_000n });
    fc.assert(
      fc.property(shares, cents, (percents, units) => {
        const lines = percents.map((percentMicros) => ({ ...allocation("a", 0), percentMicros }));
        const parts = allocateProposal({ micros: units * 10_000n, currency: "USD" }, { allocations: lines });
        expect(parts.reduce((sum, part) => sum + part.micros, 0n)).toBe(units * 10_000n);
        expect(parts.every(({ micros }) => micros >= 0n && micros % 10_000n === 0n)).toBe(true);
      }),
    );
  });

  test("give the odd cents to the largest remainders", () => {
    const parts = allocateProposal(
      { micros: 100_000_000n, currency: "USD" },
      proposal(allocation("a", 33.333333), allocation("b", 33.333333), allocation("c", 33.333334)),
    );
    expect(parts.map(({ micros }) => micros)).toEqual([33_330_000n, 33_330_000n, 33_340_000n]);
  });

  test("below a minimum are flagged and stay what they are", () => {
    const budget = { micros: 400_000_000n, currency: "USD" };
    expect(belowMinimum(option("USD", 500_000_000n), budget)).toBe("The seller's minimum is USD 500.00");
    expect(belowMinimum(option("USD", 400_000_000n), budget)).toBeNull();
  });
});

describe("what a proposal is made of", () => {
  test("names the seller's price, or the one in the plan's currency", () => {
    const lines = proposal(allocation("a", 60), allocation("b", 40, { pricingOptionId: "cpm_USD" }));
    const plan = planProposal(lines, products(product("a"), product("b")), "USD", now);
    expect(plan).toMatchObject({ currency: "USD", problem: null });
    expect(plan.lines.map((line) => line.option?.pricingOptionId)).toEqual(["cpm_USD", "cpm_USD"]);
  });

  test("says what keeps it from being taken", () => {
    const plan = (lines: Proposal, ...all: Product[]) => planProposal(lines, products(...all), "USD", now).problem;
    expect(plan(proposal(allocation("a", 100)))).toContain("did not say what “a” is");
    expect(plan(proposal(allocation("a", 100, { pricingOptionId: "x" })), product("a"))).toContain("no price “x”");
    expect(plan(proposal(allocation("a", 100)), product("a", { expiresAt: now }))).toContain("has expired");
    const mixed = proposal(allocation("a", 50, { pricingOptionId: "cpm_EUR" }), allocation("b", 50));
    expect(plan(mixed, product("a"), product("b"))).toBe("It mixes EUR and USD");
  });

  test("holds the shares to one whole, rounded thirds aside", () => {
    const thirds = proposal(allocation("a", 33.33), allocation("b", 33.33), allocation("c", 33.33));
    expect(sharesProblem(thirds)).toBeNull();
    expect(sharesProblem(proposal(allocation("a", 60), allocation("b", 30)))).toBe(
      "Its shares come to 90 %, not 100 %",
    );
    expect(percentWords(33_333_333n)).toBe("33.33 %");
  });

  test("keeps the total inside the seller's guidance of its currency", () => {
    const guidance = { minMicros: 20_000_000n, recommendedMicros: null, maxMicros: 40_000_000n, currency: "USD" };
    const total = (micros: bigint, currency = "USD") => outsideGuidance(guidance, { micros, currency });
    expect(total(10_000_000n)).toContain("at least USD 20.00");
    expect(total(50_000_000n)).toContain("at most USD 40.00");
    expect(total(30_000_000n)).toBeNull();
    expect(total(50_000_000n, "EUR")).toBeNull();
  });
});
