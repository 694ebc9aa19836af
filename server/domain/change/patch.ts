import type { OptimizationGoal } from "../optimization/goal";
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
  /** Replaced as a whole on the wire, which knows no empty list: goals that are there cannot be taken away (C11). */
  readonly optimizationGoals: readonly OptimizationGoal[];
};

/** Stopping for good; the seller keeps the reason (at most 500 characters). Nothing else goes with it in one request. */
export type Cancellation = { readonly reason: string };

export const reportingFrequencies = ["hourly", "daily", "monthly"] as const;
/** Reports a seller is asked to push. Address and secret are the receiver's (never part of a patch). */
export type ReportingWebhook = {
  readonly frequency: (typeof reportingFrequencies)[number];
  readonly requestedMetrics?: readonly string[];
};

/** A product of the seller as a line of a create, or of an update that adds packages. `packageId` is ours. */
export type NewLine = PackageValues & {
  readonly packageId: string;
  readonly productId: string;
  readonly pricingOptionId: string;
  readonly formatIds: readonly { readonly agentUrl: string; readonly id: string }[];
  /** Creatives (ids as sellers know them) that travel inside the request, new at the seller. */
  readonly newCreatives?: readonly string[];
};
/** A line added to a bought media buy, with what its row needs once the seller has it. */
export type NewPackage = NewLine & { readonly name: string; readonly productSnapshotId: string };

/** Only the fields that differ are present. `packages` is keyed by our package id. */
export type PackagePatch = Partial<PackageValues> & {
  readonly canceled?: Cancellation;
  /** Creatives (ids as sellers know them) sent inline: new at the seller, assigned beside those that are there. */
  readonly newCreatives?: readonly string[];
};
export type MediaBuyPatch = {
  readonly paused?: boolean;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly canceled?: Cancellation;
  readonly packages?: Readonly<Record<string, PackagePatch>>;
  readonly newPackages?: readonly NewPackage[];
  readonly reportingWebhook?: ReportingWebhook;
};

export type MediaBuyValues = {
  readonly paused: boolean;
  readonly startAt: Instant;
  readonly endAt: Instant;
  readonly packages: Readonly<Record<string, PackageValues>>;
  /** Absent: no reports were ever asked for. */
  readonly reportingWebhook?: ReportingWebhook;
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
  /** With a proposal: what the seller is expected to make of it; they are not sent. */
  readonly packages: readonly NewLine[];
  readonly proposal?: BoughtProposal;
  readonly reportingWebhook?: ReportingWebhook;
};

/** The seller's proposal that is bought as it stands, and the signature under its insertion order; null: it asks for none. */
export type BoughtProposal = {
  /** Ours; never sent. */
  readonly id: string;
  readonly proposalId: string;
  readonly name: string;
  readonly expiresAt: Instant | null;
  readonly acceptance: {
    readonly ioId: string;
    readonly acceptedAt: Instant;
    readonly signatory: string;
    readonly signatureId: string | null;
  } | null;
};

/** Where a requested field ended, from a fresh read (design §1). */
export const verdictKinds = ["applied", "pending", "ignored", "changed", "unknown"] as const;
export type VerdictKind = (typeof verdictKinds)[number];

export type Evidence = "read_back" | "delivery" | "reply" | "none";

/** `field` is "paused", "endAt" or "packages.<packageId>.budgetMicros"; values are display-ready JSON scalars (bigint as decimal text). */
export type Verdict = {
  readonly field: string;
  readonly kind: VerdictKind;
  readonly before: string | null;
  readonly requested: string | null;
  readonly found: string | null;
  /** What the seller says it will be once it takes effect; only while the field is pending (implementation date null or ahead). */
  readonly proposed?: string;
  /** read_back: a fresh get_media_buys showed it; delivery: its delivery report did; reply: only its reply names it; none: nothing does. */
  readonly evidence: Evidence;
  /** The seller has no way to read the media buy back: this is as good as it gets. */
  readonly noReadBack?: true;
};
