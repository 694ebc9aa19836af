import type { ChangeState } from "../../domain/change/change-state";
import type { Evidence, VerdictKind } from "../../domain/change/patch";
import type { InboxKind } from "../../domain/inbox/classify";
import type { ResolutionKind } from "../../domain/inbox/resolution";
import type { Instant } from "../../domain/time";

export type Named = { readonly id: string; readonly name: string };

/** One requested field of a change: before → requested, then what a fresh read found. Values are display-ready raw scalars. */
export type FieldChangeView = {
  /** "paused", "endAt", "packages.<packageId>.budgetMicros"; stable, for keys. */
  readonly field: string;
  /** "Budget", "Last day", "Pacing", … in words, without the package. */
  readonly label: string;
  readonly packageName: string | null;
  readonly sellerPackageId: string | null;
  /** money: decimal micros text; instant: ISO; text: as it is; flag: "true" | "false". null: nothing there. */
  readonly format: "money" | "instant" | "text" | "flag" | "number";
  readonly before: string | null;
  readonly requested: string | null;
  readonly verdict: VerdictKind | null;
  readonly found: string | null;
  /** While it is pending: what the seller says it will be. */
  readonly proposed: string | null;
  readonly evidence: Evidence | null;
  /** The seller has no way to read the media buy back. */
  readonly noReadBack: boolean;
};

export type SellerErrorView = {
  readonly code: string;
  /** The seller's own words: untrusted text, rendered escaped. */
  readonly message: string;
  readonly field: string | null;
  readonly suggestion: string | null;
  readonly recovery: string;
  /** What can be done next, in our words. */
  readonly advice: string;
};

/** What a person did about it. */
export type ResolutionView = {
  readonly kind: ResolutionKind;
  /** "Ada Lovelace accepted what the seller shows". */
  readonly sentence: string;
  readonly note: string;
  readonly at: Instant;
  /** The change set that goes on from here. */
  readonly leadsTo: string | null;
};

export type ChangeView = {
  readonly id: string;
  readonly changeSetId: string;
  /** The change set that its own takes back, where the reader knows. */
  readonly undoes: string | null | undefined;
  readonly kind: "create_media_buy" | "update_media_buy" | "sync_creatives";
  readonly state: ChangeState;
  /** One sentence: where it is and who it waits on. */
  readonly sentence: string;
  readonly mediaBuy: Named | null;
  /** What both sides call it: the seller's own id and our PO number. */
  readonly sellerMediaBuyId: string | null;
  readonly poNumber: string;
  readonly salesAgent: Named;
  readonly sandbox: boolean;
  readonly currency: string | null;
  /** Spend added by this change; negative when it takes money out. */
  readonly deltaMicros: bigint;
  /** Sum of package budgets before and after. */
  readonly beforeMicros: bigint | null;
  readonly afterMicros: bigint | null;
  readonly fields: readonly FieldChangeView[];
  /** Exactly what will be or was sent, pretty-printed JSON without the idempotency key. */
  readonly request: string;
  readonly payloadHash: string;
  readonly error: SellerErrorView | null;
  readonly task: {
    readonly taskId: string;
    readonly status: string;
    readonly message: string | null;
    readonly since: Instant;
    readonly overdue: boolean;
  } | null;
  readonly attempts: number;
  /** Why it waits on a person, or null. */
  readonly attention: InboxKind | null;
  readonly resolution: ResolutionView | null;
  readonly canRetry: boolean;
  /** The seller's proposal that a create buys as it stands; null: it buys packages, or is no create. */
  readonly proposal: {
    readonly id: string;
    readonly campaignId: string;
    readonly name: string;
    /** The seller's own id of it. */
    readonly proposalId: string;
    readonly signed: { readonly ioId: string; readonly signatory: string } | null;
    /** Its seller refused the order for it: firm terms, or a signature, come first. */
    readonly refused: boolean;
  } | null;
  /** Its media buy never came to exist at the seller, or is over there: it may be put away. */
  readonly canDrop: boolean;
  readonly dropped: boolean;
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly settledAt: Instant | null;
  readonly verifiedAt: Instant | null;
};

/** One change as an approver decides on it. */
export type LineView = {
  readonly changeId: string;
  readonly waits: boolean;
  /** Who signed it or sent it back; null while it waits, or where nobody had to. */
  readonly decision: { readonly kind: "approved" | "rejected"; readonly by: Named; readonly at: Instant } | null;
  /** It was signed, and waits again because this moved. */
  readonly reopened: string | null;
  /** Why it cannot be signed as it is shown. */
  readonly stale: string | null;
  readonly canRecheck: boolean;
  /** The rule that sends this one to an approver; null: it goes along with the others. */
  readonly rule: string | null;
  /** The seller put the last one like it before a person of its own; null: it did not. */
  readonly sellerReviews: string | null;
  /** What taking it back would bring back. */
  readonly reversible: string;
};

export type ChangeSetState =
  | "draft"
  | "in_review"
  | "approved"
  | "applying"
  | "applied"
  | "partly_applied"
  | "not_applied"
  | "rejected"
  | "discarded";

export type ChangeSetRow = {
  readonly id: string;
  readonly title: string;
  readonly kind: "create" | "edit" | "creatives";
  readonly state: ChangeSetState;
  readonly reason: string;
  readonly author: Named;
  readonly campaign: Named | null;
  readonly createdAt: Instant;
  readonly submittedAt: Instant | null;
  readonly decidedAt: Instant | null;
  /** One per currency, never added across. */
  readonly totals: readonly {
    readonly currency: string;
    readonly deltaMicros: bigint;
    readonly beforeMicros: bigint;
    readonly afterMicros: bigint;
  }[];
  readonly changeCount: number;
  readonly sellers: readonly string[];
  /** The rule that sent it to an approver, in words. */
  readonly rule: string | null;
  /** Which rule that is: sets of the same one may be signed together. */
  readonly ruleKind: string | null;
  /** What a signature binds to: the hash over all payload hashes, as shown now. */
  readonly payloadHash: string;
  /** null: this person may decide; else the reason why not ("You asked for this change yourself"). */
  readonly cannotDecide: string | null;
  /** How many of its changes wait, and whether any of those has to be looked at again first. */
  readonly waitingCount: number;
  /** What signing all of those adds, one per currency. */
  readonly waitingTotals: readonly { readonly currency: string; readonly deltaMicros: bigint }[];
  readonly stale: boolean;
};

export type ChangeSetView = ChangeSetRow & {
  readonly changes: readonly ChangeView[];
  readonly approvals: readonly {
    readonly decision: "approved" | "rejected";
    readonly by: Named;
    readonly reason: string;
    readonly at: Instant;
  }[];
  /** One a change, in their order. */
  readonly lines: readonly LineView[];
  readonly settled: boolean;
};
