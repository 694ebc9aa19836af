import type { CreativeAssignmentValue, Pacing } from "../change/patch";
import type { Product } from "../media-buy/product";
import type { TargetingOverlay } from "../targeting/overlay";
import type { Instant } from "../time";

/** A campaign as it is planned, with everything the review looks at. Money in micros of the currency beside it. */
export type PlannedCampaign = {
  readonly id: string;
  readonly name: string;
  readonly buyerRef: string;
  readonly poNumber: string;
  readonly brandDomain: string | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly currency: string;
  readonly totalMicros: bigint | null;
  readonly targetingOverlay: TargetingOverlay;
};

export type PlannedSeller = {
  readonly id: string;
  readonly name: string;
  readonly removed: boolean;
  readonly sandbox: boolean;
  /** null: never contacted. */
  readonly capabilities: { readonly tools: readonly string[]; readonly replayTtlSeconds: number | null } | null;
  readonly accounts: readonly PlannedAccount[];
};
export type PlannedAccount = { readonly id: string; readonly name: string; readonly status: string };

export type PlannedCreative = CreativeAssignmentValue & {
  readonly name: string;
  /** Its status at this package's seller; null: the seller has never seen it. */
  readonly atSeller: string | null;
};

export type PlannedPackage = {
  readonly id: string;
  readonly name: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly currency: string;
  readonly product: Product;
  readonly pricingOptionId: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressions: bigint | null;
  readonly pacing: Pacing;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly targetingOverlay: TargetingOverlay;
  readonly creatives: readonly PlannedCreative[];
};

/** `path` as the forms spell it: "brandId", "packages.<packageId>.budgetMicros". */
export type PlanIssue = {
  readonly level: "blocking" | "warning";
  readonly path: string;
  readonly message: string;
  readonly packageId: string | null;
};
