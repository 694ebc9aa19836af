import type { Cancellation, CreativeAssignmentValue, NewLine, ReportingWebhook } from "../domain/change/patch";
import type { OptimizationGoal } from "../domain/optimization/goal";
import type { KeywordChange } from "../domain/targeting/keywords";
import type { TargetingOverlay } from "../domain/targeting/overlay";
import type { Instant } from "../domain/time";
import type { CreativeUpload } from "./creative-exchange";

/** What changes of one package, already in the seller's id. */
export type UpdatePackageIntent = {
  readonly packageId: string;
  readonly budgetMicros?: bigint;
  readonly bidMicros?: bigint;
  readonly impressions?: bigint;
  readonly pacing?: string;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  readonly paused?: boolean;
  /** Whole: it replaces the one before. Never beside `keywords`. */
  readonly targetingOverlay?: TargetingOverlay;
  /** Where nothing but keywords changes: what comes and what goes. */
  readonly keywords?: KeywordChange;
  readonly optimizationGoals?: readonly OptimizationGoal[];
  readonly creativeAssignments?: readonly CreativeAssignmentValue[];
  /** Ids of `RequestExtras.creatives`. */
  readonly newCreatives?: readonly string[];
  /** Of the package alone, and then nothing else of it. */
  readonly cancellation?: Cancellation;
};

/** All that update_media_buy can carry, in the seller's ids: only what is present is sent. */
export type UpdateMediaBuyIntent = {
  readonly mediaBuyId: string;
  readonly revision: number | null;
  readonly currency: string;
  readonly paused?: boolean;
  readonly startAt?: Instant;
  readonly endAt?: Instant;
  /** Of the whole buy; sent with nothing beside it. */
  readonly cancellation?: Cancellation;
  readonly packages: readonly UpdatePackageIntent[];
  readonly newPackages?: readonly NewLine[];
  readonly reportingWebhook?: ReportingWebhook;
};

/** What travels in a create or an update beside its own values. Addresses of webhooks come without a secret. */
export type RequestExtras = {
  /** The creatives that lines name in `newCreatives`. */
  readonly creatives?: readonly CreativeUpload[];
  readonly pushNotification?: Readonly<Record<string, unknown>>;
  /** Address and authentication of the receiver of reports; the frequency is the intent's. */
  readonly reportingReceiver?: Readonly<Record<string, unknown>>;
};
