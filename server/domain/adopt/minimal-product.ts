import type { Product } from "../media-buy/product";
import { oneLine } from "./seen-media-buy";

const mark = "flightdeck_known_by_id_only";

/** A product of which nothing is known but the id that a package names; undefined: not even that. */
export function minimalProduct(productId: string | undefined): Product {
  const name = productId === undefined ? "Product not known yet" : oneLine(productId);
  return {
    productId: productId ?? "",
    name,
    description: "",
    deliveryType: "unknown",
    channels: [],
    formatIds: [],
    placements: [],
    pricingOptions: [],
    publisherDomains: [],
    forecast: null,
    briefRelevance: null,
    expiresAt: null,
    reportingFrequencies: [],
    propertyTargetingAllowed: false,
    raw: { [mark]: true },
  };
}

export function isMinimal(product: Pick<Product, "raw">): boolean {
  return product.raw[mark] === true;
}
