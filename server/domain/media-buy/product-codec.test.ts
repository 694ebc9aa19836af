import { describe, expect, it } from "vitest";
import { auctionProduct } from "../campaign/test-plan";
import type { Product } from "./product";
import { decodeProduct, encodeProduct } from "./product-codec";

describe("a stored product", () => {
  it("comes back as it was, amounts exact", () => {
    const priced: Product = {
      ...auctionProduct,
      pricingOptions: auctionProduct.pricingOptions.map((option) => ({
        ...option,
        minSpendPerPackageMicros: 9_007_199_254_740_993n,
      })),
    };
    expect(decodeProduct(encodeProduct(priced))).toEqual(priced);
  });

  it("keeps what is missing missing", () => {
    const bare: Product = { ...auctionProduct, forecast: null, expiresAt: null, briefRelevance: null, placements: [] };
    expect(decodeProduct(encodeProduct(bare))).toEqual(bare);
  });

  it("refuses text that is no product", () => {
    expect(() => decodeProduct("[]")).toThrow(/unreadable/);
    expect(() => decodeProduct('{"productId":1}')).toThrow(/unreadable/);
  });
});
