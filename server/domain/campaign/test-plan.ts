import type { Product } from "../media-buy/product";
import type { Campaign } from "./campaign";
import type { PlannedPackage } from "./package-plan";

/** A complete plan of 24 Nov to 23 Dec 2026 in Berlin, for tests to break. */
export const now = "2026-11-21T09:00:00.000Z";

export const completeCampaign: Campaign = {
  id: "c",
  organisationId: "o",
  state: "draft",
  name: "Alpenglow",
  brand: { id: "b", name: "Alpenglow", domain: "alpenglow.example" },
  brief: "Jackets for autumn",
  buyerRef: "FD-1",
  poNumber: "4711",
  startAt: "2026-11-23T23:00:00.000Z",
  endAt: "2026-12-23T23:00:00.000Z",
  timeZone: "Europe/Berlin",
  totalMicros: 10_000_000_000n,
  currency: "EUR",
  targetingOverlay: {},
  salesAgentIds: null,
  createdById: "u",
  createdAt: now,
  updatedAt: now,
  archivedAt: null,
  revision: 1,
};

export const auctionProduct: Product = {
  productId: "p",
  name: "News rotation",
  description: "",
  deliveryType: "non_guaranteed",
  channels: ["display"],
  formatIds: [{ agentUrl: "https://formats.example", id: "display_300x250" }],
  placements: [{ placementId: "top", name: "Top" }],
  pricingOptions: [
    {
      pricingOptionId: "auction",
      pricingModel: "cpm",
      currency: "EUR",
      fixedPriceMicros: null,
      floorPriceMicros: 2_000_000n,
      priceGuidanceMicros: { p50: 3_000_000n },
      maxBid: true,
      minSpendPerPackageMicros: 500_000_000n,
    },
    {
      pricingOptionId: "fixed",
      pricingModel: "cpm",
      currency: "USD",
      fixedPriceMicros: 5_000_000n,
      floorPriceMicros: null,
      priceGuidanceMicros: null,
      maxBid: false,
      minSpendPerPackageMicros: null,
    },
  ],
  publisherDomains: ["news.example"],
  forecast: {
    method: "modeled",
    currency: "EUR",
    budgetMicros: 1_000_000_000n,
    impressionsLow: null,
    impressionsMid: 900_000n,
    impressionsHigh: null,
  },
  briefRelevance: null,
  expiresAt: "2026-12-01T00:00:00.000Z",
  reportingFrequencies: ["daily"],
  propertyTargetingAllowed: true,
  raw: { product_id: "p", nested: { kept: [1, "two"] } },
};

export const completePackage: PlannedPackage = {
  id: "k",
  campaignId: "c",
  position: 1,
  name: "News rotation",
  salesAgentId: "a",
  accountId: null,
  mediaBuyId: null,
  productSnapshotId: "s",
  product: auctionProduct,
  pricingOptionId: "auction",
  currency: "EUR",
  budgetMicros: 10_000_000_000n,
  bidMicros: 3_000_000n,
  impressions: null,
  pacing: "even",
  startAt: null,
  endAt: null,
  targetingOverlay: {},
  revision: 1,
};
