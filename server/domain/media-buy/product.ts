import type { Instant } from "../time";

/** What one agent offers, in our words (AdCP 3.0.6 Product, requirements §3.3). Money is micros of `currency`. */
export type PricingOption = {
  readonly pricingOptionId: string;
  /** cpm | vcpm | cpc | cpcv | cpv | cpp | cpa | flat_rate | time, or a word we do not know yet. */
  readonly pricingModel: string;
  readonly currency: string;
  /** Present: fixed price. Absent: auction, a bid is needed. */
  readonly fixedPriceMicros: bigint | null;
  readonly floorPriceMicros: bigint | null;
  readonly priceGuidanceMicros: {
    readonly p25?: bigint;
    readonly p50?: bigint;
    readonly p75?: bigint;
    readonly p90?: bigint;
  } | null;
  /** True: the bid is a ceiling, not the exact price. */
  readonly maxBid: boolean;
  readonly minSpendPerPackageMicros: bigint | null;
};

export type FormatId = { readonly agentUrl: string; readonly id: string };

export type Placement = { readonly placementId: string; readonly name: string };

export type Product = {
  readonly productId: string;
  readonly name: string;
  readonly description: string;
  /** guaranteed | non_guaranteed */
  readonly deliveryType: string;
  readonly channels: readonly string[];
  readonly formatIds: readonly FormatId[];
  readonly placements: readonly Placement[];
  readonly pricingOptions: readonly PricingOption[];
  readonly publisherDomains: readonly string[];
  readonly forecast: ProductForecast | null;
  readonly briefRelevance: string | null;
  readonly expiresAt: Instant | null;
  readonly reportingFrequencies: readonly string[];
  readonly propertyTargetingAllowed: boolean;
  /** The seller's own object, unknown fields kept; shown only in the details panel, escaped. */
  readonly raw: Readonly<Record<string, unknown>>;
};

/** The best point of the seller's forecast; null fields: not forecast. */
export type ProductForecast = {
  readonly method: string | null;
  readonly currency: string | null;
  readonly budgetMicros: bigint | null;
  readonly impressionsLow: bigint | null;
  readonly impressionsMid: bigint | null;
  readonly impressionsHigh: bigint | null;
};

export function isAuction(option: PricingOption): boolean {
  return option.fixedPriceMicros === null;
}
