import type { BulkTable } from "../server/db/bulk-writer";
import type { Product } from "../server/domain/media-buy/product";
import { encodeProduct } from "../server/domain/media-buy/product-codec";
import { pick, words } from "./scale-words";

export const scaleCurrencies = ["USD", "EUR", "GBP", "CHF", "JPY"] as const;
const productsEach = 4;
const sellersEach = 50;

/** A seller with its account and the snapshots of its products, by row id. */
export type ScaleSeller = {
  readonly id: string;
  readonly accountId: string;
  readonly products: readonly { readonly snapshotId: string; readonly productId: string; readonly name: string }[];
};

export type ScalePlan = {
  readonly organisationId: string;
  /** The organisation's first day, around which everything lies. */
  readonly at: Date;
  readonly newId: () => string;
  readonly sellers: readonly ScaleSeller[];
  readonly author: { readonly id: string; readonly name: string };
};

/** Fifty sellers that do not exist: nothing is ever sent to them. */
export function scaleSellers(
  organisationId: string,
  at: Date,
  newId: () => string,
): { readonly sellers: readonly ScaleSeller[]; readonly tables: readonly BulkTable[] } {
  const sellers = Array.from({ length: sellersEach }, (_, index) => ({
    id: newId(),
    accountId: newId(),
    name: `${pick(words.publishers, index)} ${pick(words.houses, Math.floor(index / words.publishers.length))}`,
    products: Array.from({ length: productsEach }, (_unused, nth) => ({
      snapshotId: newId(),
      productId: `product-${nth + 1}`,
      name: `${pick(words.channels, index + nth)} ${pick(["run of network", "premium", "prime time", "reach"], nth)}`,
    })),
  }));
  const agents = sellers.map(({ id, name }, index) => {
    const capabilities = JSON.stringify({ tools: ["create_media_buy", "update_media_buy", "get_media_buys"] });
    const url = `https://seller-${index + 1}.example/mcp`;
    return { id, organisationId, name, url, protocol: "mcp", capabilities, capabilitiesAt: at, createdAt: at };
  });
  const accounts = sellers.map(({ id, accountId, name }) => {
    const named = { sellerAccountId: `acc-${id.slice(-8)}`, name: `${name} account`, status: "active" };
    return { id: accountId, organisationId, salesAgentId: id, ...named, isDefault: true, seenAt: at };
  });
  const snapshots = sellers.flatMap(({ id: salesAgentId, products }) =>
    products.map(({ snapshotId, productId, name }) => {
      const product = encodeProduct(productOf(productId, name));
      const offered = { productId, name, deliveryType: "non_guaranteed", product };
      return { id: snapshotId, organisationId, salesAgentId, ...offered, seenAt: at };
    }),
  );
  const tables = [
    ["SalesAgent", agents] as const,
    ["Account", accounts] as const,
    ["ProductSnapshot", snapshots] as const,
  ];
  return { sellers, tables };
}

export function productOf(productId: string, name: string): Product {
  return {
    productId,
    name,
    description: `${name}, sold by the thousand`,
    deliveryType: "non_guaranteed",
    channels: ["display"],
    formatIds: [{ agentUrl: "https://creative.adcontextprotocol.org", id: "display_300x250" }],
    placements: [],
    pricingOptions: scaleCurrencies.map((currency) => ({
      pricingOptionId: `cpm-${currency.toLowerCase()}`,
      pricingModel: "cpm",
      currency,
      fixedPriceMicros: currency === "JPY" ? 1_200_000_000n : 8_000_000n,
      floorPriceMicros: null,
      priceGuidanceMicros: null,
      maxBid: false,
      minSpendPerPackageMicros: null,
    })),
    publisherDomains: [],
    forecast: null,
    briefRelevance: null,
    expiresAt: null,
    reportingFrequencies: ["daily"],
    propertyTargetingAllowed: false,
    raw: {},
  };
}
