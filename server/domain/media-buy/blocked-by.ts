import type { ChangeState } from "../change/change-state";
import type { Instant } from "../time";
import type { MediaBuyStatus } from "./status";

/** Who something waits on, in one sentence. */
export type BlockedBy = {
  readonly owner: "us" | "seller" | "approver" | "admin";
  readonly text: string;
  readonly since: Instant | null;
};

/** An open or ended change as far as it explains a buy; `message` holds the seller's own words (untrusted). */
export type BlockingChange = {
  readonly kind: "create_media_buy" | "update_media_buy" | "sync_creatives";
  readonly state: ChangeState;
  readonly since: Instant;
  readonly errorCode: string | null;
  readonly message: string | null;
  /** The seller has had it for longer than a day. */
  readonly overdue: boolean;
};

export type BlockedFacts = {
  readonly status: MediaBuyStatus;
  readonly sellerName: string;
  readonly taskStatus: string | null;
  readonly taskMessage: string | null;
  /** The create while the seller does not know the buy, else the oldest change under way. */
  readonly change: BlockingChange | null;
};

/** Codes of ours on a change that a person has to decide. */
export const ambiguousMatch = "AMBIGUOUS_MATCH";
export const notAtSeller = "NOT_AT_SELLER";
/** The seller took it for later, and for more than a day no read has shown it: it has not failed (requirements §4.5). */
export const takenButNotShown = "OVERDUE";

/** What blocks a buy and who owns that; null when nothing does. */
export function blockedBy(facts: BlockedFacts): BlockedBy | null {
  if (["ARCHIVED", "COMPLETED", "CANCELED", "DRAFT"].includes(facts.status)) return null;
  const { change } = facts;
  return (change && byChange(facts, change)) ?? byStatus(facts);
}

function byChange(facts: BlockedFacts, change: BlockingChange): BlockedBy | null {
  const { sellerName } = facts;
  const what = change.kind === "create_media_buy" ? "the buy" : "a change";
  const since = change.since;
  switch (change.state) {
    case "in_review":
      return { owner: "approver", text: `${capital(what)} waits for an approver`, since };
    case "approved":
    case "sending":
      return sending(facts, change, what);
    case "verifying":
      if (change.errorCode === takenButNotShown) {
        return {
          owner: "seller",
          text: `${sellerName} took ${what} more than 24 hours ago and does not show it: ask the seller`,
          since,
        };
      }
      return { owner: "us", text: `${sellerName} accepted ${what}; reading it back to verify`, since };
    case "working":
      return { owner: "seller", text: `${sellerName} is working on ${what}`, since };
    case "submitted":
      return { owner: "seller", text: reviewing(sellerName, what, change.overdue), since };
    case "input_required":
      return inputRequired(facts, change);
    case "unknown":
      return { owner: "us", text: unclear(sellerName, what, change.errorCode), since };
    default:
      return change.kind === "create_media_buy" ? ended(facts, change) : null;
  }
}

/** Held, it says by whom and until when; those sentences are ours. */
function sending({ sellerName }: BlockedFacts, change: BlockingChange, what: string): BlockedBy {
  const { errorCode, message, since } = change;
  if (errorCode === "RATE_LIMITED" && message !== null) return { owner: "seller", text: message, since };
  if (errorCode === "AUTH_REQUIRED") {
    return { owner: "admin", text: `${sellerName} does not accept our credentials`, since };
  }
  return { owner: "us", text: `Sending ${what} to ${sellerName}`, since };
}

function reviewing(sellerName: string, what: string, overdue: boolean): string {
  return overdue
    ? `${sellerName} has been reviewing ${what} for more than 24 hours: ask the seller`
    : `${sellerName} is reviewing ${what}`;
}

function unclear(sellerName: string, what: string, errorCode: string | null): string {
  if (errorCode === ambiguousMatch)
    return `${sellerName} has more than one buy that could be this one: a person must decide`;
  if (errorCode === notAtSeller) return `${sellerName} does not list ${what}: it can be sent again`;
  return `${sellerName} did not answer clearly; checking whether ${what} happened`;
}

function inputRequired(facts: BlockedFacts, change: BlockingChange): BlockedBy {
  if (facts.taskStatus === "auth-required" || change.errorCode === "AUTH_REQUIRED") {
    return { owner: "admin", text: `${facts.sellerName} does not accept our credentials`, since: change.since };
  }
  const words = facts.taskMessage ?? change.message;
  const text = words === null ? `${facts.sellerName} asks for input` : `${facts.sellerName} asks: ${brief(words)}`;
  return { owner: "us", text, since: change.since };
}

const adminCodes = ["AUTH_REQUIRED", "PERMISSION_DENIED", "ACCOUNT_SETUP_REQUIRED"];

function ended(facts: BlockedFacts, change: BlockingChange): BlockedBy | null {
  if (!["refused", "failed", "rejected"].includes(change.state)) return null;
  const owner = change.errorCode !== null && adminCodes.includes(change.errorCode) ? "admin" : "us";
  const verb = change.state === "failed" ? "could not be reached" : "refused the buy";
  return { owner, text: `${facts.sellerName} ${verb}${quoted(change.message)}`, since: change.since };
}

function byStatus(facts: BlockedFacts): BlockedBy | null {
  switch (facts.status) {
    case "PENDING_CREATIVES":
      return { owner: "us", text: "Needs approved creatives before it can start", since: null };
    case "PENDING_APPROVAL":
      return { owner: "seller", text: `${facts.sellerName} is reviewing the buy`, since: null };
    case "INPUT_REQUIRED":
      return { owner: "us", text: `${facts.sellerName} asks for input`, since: null };
    case "REJECTED":
      return { owner: "us", text: `${facts.sellerName} rejected the buy${quoted(facts.taskMessage)}`, since: null };
    default:
      return null;
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function quoted(words: string | null): string {
  return words === null ? "" : `: ${brief(words)}`;
}

function brief(words: string): string {
  const line = words.replace(/\s+/g, " ").trim();
  return line.length > 300 ? `${line.slice(0, 299)}…` : line;
}
