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

  it("says nothing twice that the seller's own object says in the same words", () => {
    const { productId, name, description, deliveryType } = auctionProduct;
    const raw = { product_id: productId, name, description: "Another", delivery_type: deliveryType };
    const said: Product = { ...auctionProduct, raw };
    const row = JSON.parse(encodeProduct(said));
    expect(row).not.toHaveProperty("name");
    expect(row).toHaveProperty("description", description);
    expect(decodeProduct(encodeProduct(said))).toEqual(said);
  });

  it("reads rows that still say everything", () => {
    const { pricingOptions, forecast, ...rest } = auctionProduct;
    const amounts = JSON.parse(encodeProduct(auctionProduct));
    const whole = JSON.stringify({
      ...rest,
      pricingOptions: amounts.pricingOptions,
      forecast: amounts.forecast ?? null,
    });
    expect(decodeProduct(whole)).toEqual({ ...auctionProduct, forecast: amounts.forecast ? forecast : null });
  });

  it("refuses text that is no product", () => {
    expect(() => decodeProduct("[]")).toThrow(/unreadable/);
    expect(() => decodeProduct('{"productId":1}')).toThrow(/unreadable/);
  });
});
