import { describe, expect, it } from "vitest";
import type { ProductRow } from "@/server/api/views/product-view";
import type { PricingOption } from "@/server/domain/media-buy/product";
import { filterProducts, minimumsOf, noFilter, sortProducts } from "./product-filter";
import { forecastWords, priceWords } from "./product-words";

function option(currency: string, price: bigint | null, minimum: bigint | null = null): PricingOption {
  return {
    pricingOptionId: currency,
    pricingModel: "cpm",
    currency,
    fixedPriceMicros: price,
    floorPriceMicros: price === null ? 2_000_000n : null,
    priceGuidanceMicros: price === null ? { p50: 3_000_000n } : null,
    maxBid: false,
    minSpendPerPackageMicros: minimum,
  };
}

function row(name: string, over: Partial<ProductRow>): ProductRow {
  return {
    id: name,
    salesAgent: { id: "a", name: "Tagblatt", sandbox: true },
    productId: name,
    name,
    deliveryType: "guaranteed",
    channels: ["display"],
    pricingOptions: [],
    forecast: null,
    formats: [],
    placementCount: 0,
    briefRelevance: null,
    expiresAt: null,
    expired: false,
    ...over,
  };
}

const dear = row("Dear", { pricingOptions: [option("EUR", 20_000_000n, 5_000_000_000n)] });
const cheap = row("Cheap", { pricingOptions: [option("EUR", null, 500_000_000n)], channels: ["olv"] });
const dollars = row("Dollars", {
  pricingOptions: [option("USD", 1_000_000n, 100_000_000n)],
  deliveryType: "non_guaranteed",
});
const all = [dollars, dear, cheap];

describe("the table of products", () => {
  it("sorts prices within the plan's currency and puts the others last, whichever way", () => {
    const names = (direction: "asc" | "desc") =>
      sortProducts(all, { key: "price", direction }, "EUR").map((product) => product.name);
    expect(names("asc")).toEqual(["Cheap", "Dear", "Dollars"]);
    expect(names("desc")).toEqual(["Dear", "Cheap", "Dollars"]);
  });

  it("filters by text, channel, delivery and the plan's currency", () => {
    const names = (filter: Partial<typeof noFilter>) =>
      filterProducts(all, { ...noFilter, ...filter }, "EUR").map((product) => product.name);
    expect(names({ text: "dEa" })).toEqual(["Dear"]);
    expect(names({ channel: "olv" })).toEqual(["Cheap"]);
    expect(names({ deliveryType: "non_guaranteed" })).toEqual(["Dollars"]);
    expect(names({ planCurrencyOnly: true })).toEqual(["Dear", "Cheap"]);
  });

  it("never adds minimums of two currencies", () => {
    expect(minimumsOf(all, "EUR")).toEqual([
      { currency: "EUR", micros: 5_500_000_000n },
      { currency: "USD", micros: 100_000_000n },
    ]);
  });

  it("says a price and a forecast in words", () => {
    expect(priceWords(option("EUR", 24_000_000n))).toBe("24.00 fixed");
    expect(priceWords(option("EUR", null))).toBe("≥ 2.00, p50 3.00");
    const forecast = { method: null, currency: null, budgetMicros: null, impressionsLow: 1_500_000n };
    expect(forecastWords({ ...forecast, impressionsMid: null, impressionsHigh: 1_900_000n })).toBe("1.5M – 1.9M");
  });
});
