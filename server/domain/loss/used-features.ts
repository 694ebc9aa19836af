import type { PlannedPackage } from "../campaign/package-plan";
import type { CreativeAssignmentValue, NewLine } from "../change/patch";
import type { DialectFeature } from "../dialect/limits";
import type { Product } from "../media-buy/product";
import type { OptimizationGoal } from "../optimization/goal";
import { effectiveGoals } from "../optimization/parse-goals";
import { effectiveOverlay } from "../targeting/edit-overlay";
import type { TargetingOverlay } from "../targeting/overlay";

/** A package as far as it decides what a request has to say. */
export type UsedPackage = {
  readonly packageId: string;
  readonly product: Pick<Product, "raw" | "propertyTargetingAllowed">;
  readonly overlay: TargetingOverlay;
  readonly goals: readonly OptimizationGoal[];
  readonly hasOwnFlight: boolean;
  readonly hasBid: boolean;
  readonly hasImpressionGoal: boolean;
  readonly assignments: readonly CreativeAssignmentValue[];
  readonly hasInlineCreatives: boolean;
};

/** What one media buy uses. */
export type Used = {
  readonly packages: readonly UsedPackage[];
  readonly hasPoNumber: boolean;
  readonly hasReports: boolean;
};

type Defaults = {
  readonly targetingOverlay: TargetingOverlay;
  readonly optimizationGoals?: readonly OptimizationGoal[];
};

/** A planned package under its campaign's defaults. */
export function usedByPlan(
  planned: PlannedPackage,
  campaign: Defaults,
  assignments: readonly CreativeAssignmentValue[],
): UsedPackage {
  return {
    packageId: planned.id,
    product: planned.product,
    overlay: effectiveOverlay(campaign.targetingOverlay, planned.targetingOverlay),
    goals: effectiveGoals(campaign.optimizationGoals, planned.optimizationGoals),
    hasOwnFlight: planned.startAt !== null || planned.endAt !== null,
    hasBid: planned.bidMicros !== null,
    hasImpressionGoal: planned.impressions !== null,
    assignments,
    hasInlineCreatives: false,
  };
}

/** A line as it was frozen; `product` as it was offered. */
export function usedByLine(line: NewLine, product: UsedPackage["product"]): UsedPackage {
  return {
    packageId: line.packageId,
    product,
    overlay: line.targetingOverlay,
    goals: line.optimizationGoals,
    hasOwnFlight: line.startAt !== null || line.endAt !== null,
    hasBid: line.bidMicros !== null,
    hasImpressionGoal: line.impressions !== null,
    assignments: line.creativeAssignments,
    hasInlineCreatives: (line.newCreatives ?? []).length > 0,
  };
}

export type UsedFeature = {
  readonly feature: DialectFeature;
  readonly packageIds: readonly string[];
  /** The package's field where it is settled; null: it is the whole buy's. */
  readonly field: string | null;
};

/** Every media buy has an account, is read back, followed and repeated; the rest only where it is used. */
const always: readonly DialectFeature[] = ["account", "readBack", "taskStatus", "idempotency"];

/** Targeting and goals are judged value by value elsewhere (loss-report); of goals only that there are any. */
export function usedFeatures({ packages, hasPoNumber, hasReports }: Used): readonly UsedFeature[] {
  const whole = [
    ...always,
    ...(hasPoNumber ? ["poNumber" as const] : []),
    ...(hasReports ? ["reportingWebhook" as const] : []),
  ];
  const ofPackages = perPackage.flatMap(({ feature, field, isUsed }) => {
    const packageIds = packages.filter(isUsed).map(({ packageId }) => packageId);
    return packageIds.length === 0 ? [] : [{ feature, packageIds, field }];
  });
  return [...whole.map((feature) => ({ feature, packageIds: [], field: null })), ...ofPackages];
}

const perPackage: readonly {
  readonly feature: DialectFeature;
  readonly field: string;
  readonly isUsed: (one: UsedPackage) => boolean;
}[] = [
  { feature: "packageFlights", field: "startDay", isUsed: ({ hasOwnFlight }) => hasOwnFlight },
  { feature: "bidPrice", field: "bidMicros", isUsed: ({ hasBid }) => hasBid },
  { feature: "impressionGoal", field: "impressions", isUsed: ({ hasImpressionGoal }) => hasImpressionGoal },
  { feature: "optimizationGoals", field: "optimizationGoals", isUsed: ({ goals }) => goals.length > 0 },
  { feature: "inlineCreatives", field: "creatives", isUsed: ({ hasInlineCreatives }) => hasInlineCreatives },
  {
    feature: "creativeWeights",
    field: "creatives",
    isUsed: ({ assignments }) => assignments.some(({ weight }) => weight !== undefined),
  },
  {
    feature: "placements",
    field: "creatives",
    isUsed: ({ assignments }) => assignments.some(({ placementIds }) => (placementIds ?? []).length > 0),
  },
];
