import type { Cancellation, MediaBuyPatch, MediaBuyValues, Pacing, ReportingWebhook } from "../change/patch";
import type { DialectFeature } from "../dialect/limits";
import type { FieldIssue } from "../errors";
import type { MediaBuyAction } from "../media-buy/allowed-actions";
import type { Placement, PricingOption, Product } from "../media-buy/product";
import type { OptimizationGoal } from "../optimization/goal";
import type { GoalSupport } from "../optimization/goal-support";
import type { KeywordChange } from "../targeting/keywords";
import type { TargetingOverlay } from "../targeting/overlay";
import type { OfferedValues, TargetingLimits } from "../targeting/overlay-problems";
import type { Day, Instant } from "../time";

/** A bought package as an edit finds it. */
export type EditablePackage = {
  readonly id: string;
  readonly name: string;
  readonly sellerPackageId: string | null;
  readonly canceled: boolean;
  readonly deliveredMicros: bigint;
  readonly option: PricingOption | null;
  /** Where its creatives can be placed; empty: the product names none. */
  readonly placements?: readonly Placement[];
  /** Absent: not known, so nothing is ruled out. */
  readonly goals?: GoalSupport;
  readonly targetingLimits?: TargetingLimits;
  readonly offeredValues?: OfferedValues;
};

export type EditableCreative = {
  readonly id: string;
  /** The creative id the seller knows. */
  readonly creativeId: string;
  readonly name: string;
  /** Why it cannot be assigned to any of this seller's packages now, or null. */
  readonly refusal: string | null;
  /** The seller's library has it already: then it cannot travel inside a request. */
  readonly inLibrary: boolean;
  /** By package id, and by product snapshot id for packages to come: why it does not fit that one. */
  readonly misfits: ReadonlyMap<string, string>;
};

/** A product of the seller that a package can be added from. */
export type PackageOffer = {
  readonly product: Product;
  readonly goals: GoalSupport;
  readonly targetingLimits: TargetingLimits;
  readonly offeredValues: OfferedValues;
};

/** A media buy as an edit finds it: the values last confirmed and what the seller allows now. */
export type EditableMediaBuy = {
  readonly currency: string;
  readonly timeZone: string;
  readonly values: MediaBuyValues;
  /** null: the seller allows it now; else why not. */
  readonly whyNot: (action: MediaBuyAction) => string | null;
  /** null: the seller can be asked for it; else why it never can. Absent: not known, so nothing is ruled out. */
  readonly notOffered?: (feature: DialectFeature) => string | null;
  readonly packages: ReadonlyMap<string, EditablePackage>;
  /** By our row id. */
  readonly creatives: ReadonlyMap<string, EditableCreative>;
  /** By product snapshot id. */
  readonly offers?: ReadonlyMap<string, PackageOffer>;
  /** Why creatives cannot travel inside a request to this seller, or null. */
  readonly noInlineCreatives?: string | null;
  /** Why reports cannot be pushed for this buy, or null; frequencies and metrics that all its products have. */
  readonly reporting?: {
    readonly whyNot: string | null;
    readonly frequencies: readonly string[];
    readonly metrics: readonly string[];
  };
};

/** `creativeId` is our row id. null takes weight or placements away: equal share, every placement. */
export type AssignmentEdit = {
  readonly creativeId: string;
  readonly weight?: number | null | undefined;
  readonly placementIds?: readonly string[] | null | undefined;
};

/** Only what is present is asked for. null asks to clear, which the wire mostly cannot (C11): it is said, not guessed. */
export type PackageEdit = {
  readonly budgetMicros?: bigint | undefined;
  readonly bidMicros?: bigint | null | undefined;
  readonly impressions?: bigint | null | undefined;
  readonly pacing?: Pacing | undefined;
  readonly paused?: boolean | undefined;
  /** Days in the buy's zone, the last one inclusive; or exact instants, the end exclusive. */
  readonly startDay?: Day | null | undefined;
  readonly endDay?: Day | null | undefined;
  readonly startAt?: Instant | undefined;
  readonly endAt?: Instant | undefined;
  /** Complete new list; creatives that stay keep weight and placements. Empty clears. */
  readonly creativeIds?: readonly string[] | undefined;
  /** Complete new list with weights and placements. Empty clears. */
  readonly assignments?: readonly AssignmentEdit[] | undefined;
  /** Row ids of creatives that travel inside the request: new at the seller. */
  readonly newCreativeIds?: readonly string[] | undefined;
  /** Whole; `{}` clears. */
  readonly targetingOverlay?: TargetingOverlay | undefined;
  readonly keywords?: KeywordChange | undefined;
  /** Whole list; cannot be cleared. */
  readonly optimizationGoals?: readonly OptimizationGoal[] | undefined;
  readonly canceled?: Cancellation | undefined;
};

/** A package to add. `packageId` is ours, made before. */
export type NewPackageEdit = Omit<PackageEdit, "canceled" | "keywords" | "budgetMicros"> & {
  readonly packageId: string;
  readonly productSnapshotId: string;
  readonly pricingOptionId: string;
  readonly name?: string | undefined;
  readonly budgetMicros: bigint;
};

export type MediaBuyEdit = {
  readonly paused?: boolean | undefined;
  readonly startDay?: Day | undefined;
  readonly endDay?: Day | undefined;
  readonly startAt?: Instant | undefined;
  readonly endAt?: Instant | undefined;
  /** Alone: nothing else may be in the edit. */
  readonly canceled?: Cancellation | undefined;
  readonly packages: Readonly<Record<string, PackageEdit>>;
  readonly newPackages?: readonly NewPackageEdit[] | undefined;
  readonly reportingWebhook?: ReportingWebhook | undefined;
  /** A new total of the live packages (requirements §1.7); budgets in `packages` are the overrides. */
  readonly totalMicros?: bigint | undefined;
  /** Raise the packages too, where the total is above what they have. */
  readonly scaleUp?: boolean | undefined;
};

export type EditPlan = {
  readonly patch: MediaBuyPatch;
  readonly inverse: MediaBuyPatch;
  readonly deltaMicros: bigint;
  readonly issues: readonly FieldIssue[];
  /** Nothing but pausing or resuming, of the buy or of packages. */
  readonly onlyPause: boolean;
};
