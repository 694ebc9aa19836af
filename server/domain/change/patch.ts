import type { TargetingOverlay } from "../targeting/overlay";
import type { Instant } from "../time";

export type Pacing = "even" | "asap" | "front_loaded";
export const pacings: readonly Pacing[] = ["even", "asap", "front_loaded"];

export type CreativeAssignmentValue = {
  /** The creative id sellers know. */
  readonly creativeId: string;
  readonly weight?: number;
  readonly placementIds?: readonly string[];
};

/** What a package is, as far as a buyer can change it. Money in micros of the buy's currency. */
export type PackageValues = {
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly impressions: bigint | null;
  readonly pacing: Pacing;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly paused: boolean;
  readonly targetingOverlay: TargetingOverlay;
  readonly creativeAssignments: readonly CreativeAssignmentValue[];
};

/** Only the fields that differ are present. `packages` is keyed by our package id. */
export type PackagePatch = Partial<PackageValues>;
export type MediaBuyPatch = {
  readonly paused?: boolean;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly packages?: Readonly<Record<string, PackagePatch>>;
};

export type MediaBuyValues = {
  readonly paused: boolean;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly packages: Readonly<Record<string, PackageValues>>;
};

/** The whole intent of a create: frozen into the request and into the approval's hash. */
export type CreateMediaBuyIntent = {
  readonly buyerRef: string;
  readonly campaignId: string;
  readonly poNumber: string;
  readonly brandDomain: string;
  readonly startAt: Instant | "asap";
  readonly endAt: Instant;
  readonly currency: string;
  readonly packages: readonly (PackageValues & {
    readonly packageId: string;
    readonly productId: string;
    readonly pricingOptionId: string;
    readonly formatIds: readonly { readonly agentUrl: string; readonly id: string }[];
  })[];
};

/** Where a requested field ended, from a fresh read (design §1). */
export const verdictKinds = ["applied", "pending", "ignored", "changed", "unknown"] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** `field` is "paused", "endAt" or "packages.<packageId>.budgetMicros"; values are display-ready JSON scalars (bigint as decimal text). */
export type Verdict = {
  readonly field: string;
  readonly kind: VerdictKind;
  readonly before: string | null;
  readonly requested: string | null;
  readonly found: string | null;
  /** read_back: a fresh get_media_buys showed it; reply: only the seller's reply names it; none: nothing does. */
  readonly evidence: "read_back" | "reply" | "none";
};
