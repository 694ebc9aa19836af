import type { Pacing } from "../../domain/change/patch";
import type { MediaBuyStatus } from "../../domain/media-buy/status";
import type { TargetingOverlay } from "../../domain/targeting/overlay";
import type { Instant } from "../../domain/time";
import type { ChangeView, Named } from "./change-view";

/** Who something waits on, in a sentence. */
export type BlockedBy = {
  readonly owner: "us" | "seller" | "approver" | "admin";
  readonly text: string;
  readonly since: Instant | null;
};

export type MediaBuyRow = {
  readonly id: string;
  readonly name: string;
  readonly status: MediaBuyStatus;
  /** The seller's own word, as last seen; null before it knows the buy. */
  readonly sellerStatus: string | null;
  readonly salesAgent: Named;
  readonly campaign: Named;
  readonly poNumber: string;
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly blockedBy: BlockedBy | null;
  readonly sandbox: boolean;
  readonly seenAt: Instant | null;
  readonly deliveryAt: Instant | null;
  readonly updatedAt: Instant;
};

export type PackageView = {
  readonly id: string;
  readonly sellerPackageId: string | null;
  readonly name: string;
  readonly productId: string;
  readonly productName: string;
  readonly pricing: {
    readonly model: string;
    readonly fixedPriceMicros: bigint | null;
    readonly floorPriceMicros: bigint | null;
    readonly minSpendMicros: bigint | null;
  };
  readonly currency: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressionsGoal: bigint | null;
  readonly pacing: Pacing;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly paused: boolean;
  readonly canceledAt: Instant | null;
  readonly targetingOverlay: TargetingOverlay;
  /** Derived (requirements §2.2): "Delivering", "Paused", "Paused with the buy", "Not started", "Waiting for creatives", … */
  readonly state: string;
  readonly delivered: { readonly impressions: bigint; readonly spendMicros: bigint; readonly asOf: Instant } | null;
  readonly creatives: readonly {
    readonly id: string;
    readonly creativeId: string;
    readonly name: string;
    readonly weight: number | null;
    readonly approvalStatus: string | null;
    readonly rejectionReason: string | null;
  }[];
};

/** null: allowed now; else why not, in words for a tooltip. */
export type Allowed = string | null;

export type MediaBuyView = MediaBuyRow & {
  readonly sellerMediaBuyId: string | null;
  readonly account: Named | null;
  readonly sellerRevision: number | null;
  readonly sellerStatusAt: Instant | null;
  readonly sellerStatusSource: string | null;
  /** The seller's list, null when it declares none. */
  readonly validActions: readonly string[] | null;
  readonly allowed: {
    readonly pause: Allowed;
    readonly resume: Allowed;
    readonly updateBudget: Allowed;
    readonly updateDates: Allowed;
    readonly updatePackages: Allowed;
    readonly syncCreatives: Allowed;
  };
  readonly packages: readonly PackageView[];
  /** Newest first: every change made or asked for through us. */
  readonly changes: readonly ChangeView[];
  /** The seller's own history, newest first. */
  readonly history: readonly {
    readonly revision: number | null;
    readonly at: Instant;
    readonly action: string;
    readonly actor: string | null;
    readonly summary: string | null;
  }[];
  readonly creativeDeadline: Instant | null;
  readonly confirmedAt: Instant | null;
  readonly approvalLimitMicros: bigint | null;
  readonly revision: number;
};
