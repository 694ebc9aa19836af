import type { Pacing } from "../change/patch";
import { isAuction, type PricingOption, type Product } from "../media-buy/product";
import { impressionsFor } from "../money";
import type { OptimizationGoal } from "../optimization/goal";
import type { TargetingOverlay } from "../targeting/overlay";
import { dayIn, endOfInclusiveDay, type Instant, lastDayOf, startOfDay } from "../time";

/** One product of one seller with money and a flight: planned while `mediaBuyId` is null, bought after. */
export type PlannedPackage = {
  readonly id: string;
  readonly campaignId: string;
  readonly position: number;
  readonly name: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly mediaBuyId: string | null;
  /** Ours of the proposal that it was made from; absent or null: it was chosen as a product. */
  readonly proposalId?: string | null;
  readonly productSnapshotId: string;
  readonly product: Product;
  readonly pricingOptionId: string;
  readonly currency: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressions: bigint | null;
  readonly pacing: Pacing;
  /** Its own flight inside the campaign's; null inherits that end. */
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly targetingOverlay: TargetingOverlay;
  /** Absent or empty: the campaign's. */
  readonly optimizationGoals?: readonly OptimizationGoal[];
  readonly revision: number;
  /** Play money: at a sandbox seller or on a sandbox account. Absent: not looked up, as for one that is just made. */
  readonly sandbox?: boolean;
};

export function pricingOptionOf(planned: Pick<PlannedPackage, "product" | "pricingOptionId">): PricingOption | null {
  const { product, pricingOptionId } = planned;
  return product.pricingOptions.find((option) => option.pricingOptionId === pricingOptionId) ?? null;
}

/** The option a new package starts with: the first in the plan's currency, else the seller's first. */
export function defaultOption(product: Product, currency: string): PricingOption | null {
  return product.pricingOptions.find((option) => option.currency === currency) ?? product.pricingOptions[0] ?? null;
}

/** The bid a new auction package starts with: the seller's middle price, else its floor; null at a fixed price. */
export function startingBid(option: PricingOption): bigint | null {
  if (!isAuction(option)) return null;
  return option.priceGuidanceMicros?.p50 ?? option.floorPriceMicros;
}

/** Impressions the budget buys at the price or bid per thousand; null where the model does not price impressions. */
export function estimatedImpressions(
  planned: Pick<PlannedPackage, "product" | "pricingOptionId" | "budgetMicros" | "bidMicros">,
): bigint | null {
  const option = pricingOptionOf(planned);
  if (!option || (option.pricingModel !== "cpm" && option.pricingModel !== "vcpm")) return null;
  const priceMicros = option.fixedPriceMicros ?? planned.bidMicros;
  if (priceMicros === null) return null;
  const { currency } = option;
  return impressionsFor({ micros: planned.budgetMicros, currency }, { micros: priceMicros, currency });
}

export function isExpired(expiresAt: Instant | null, now: Instant): boolean {
  return expiresAt !== null && expiresAt <= now;
}

/** The same calendar days in another zone. */
export function moveFlight(planned: PlannedPackage, from: string, to: string): PlannedPackage {
  const { startAt, endAt } = planned;
  return {
    ...planned,
    startAt: startAt === null ? null : startOfDay(dayIn(startAt, from), to),
    endAt: endAt === null ? null : endOfInclusiveDay(lastDayOf(endAt, from), to),
  };
}
