import type { ChangeState } from "../change/change-state";
import type { VerdictKind } from "../change/patch";
import { staleEdit } from "../change/stale-edit";
import { ambiguousMatch, notAtSeller, takenButNotShown } from "../media-buy/blocked-by";
import type { Permission, Role } from "../permissions";
import type { Resolution } from "./resolution";

/** Why a change waits on a person. */
export const inboxKinds = [
  "input",
  "access",
  "candidates",
  "not_found",
  "checking",
  "duplicate",
  "conflict",
  "ignored",
  "changed",
  "refused",
  "not_reached",
  "overdue",
] as const;
export type InboxKind = (typeof inboxKinds)[number];

export type InboxFacts = {
  readonly state: ChangeState;
  readonly kind: "create_media_buy" | "update_media_buy" | "sync_creatives";
  /** Our approver, or its author, ended it: nothing was sent. */
  readonly endedHere: boolean;
  readonly errorCode: string | null;
  readonly taskStatus: string | null;
  readonly overdue: boolean;
  readonly verdicts: readonly VerdictKind[];
  readonly resolution: Resolution | null;
  readonly dropped: boolean;
};

/** Our own code: a request that was answered or withdrawn was completed by the seller after all. */
export const lateCompletion = "LATE_COMPLETION";

const accessCodes = ["AUTH_REQUIRED", "PERMISSION_DENIED", "ACCOUNT_SETUP_REQUIRED"];

/** Why this change waits on a person, or null when it does not. A pure function of the rows; the inbox stores nothing. */
export function inboxKindOf(facts: InboxFacts): InboxKind | null {
  if (facts.dropped) return null;
  if (facts.errorCode === lateCompletion && facts.resolution === null) return "duplicate";
  if (facts.resolution !== null && facts.resolution.kind !== "asked_seller") return null;
  return underWay(facts) ?? ended(facts);
}

function underWay(facts: InboxFacts): InboxKind | null {
  switch (facts.state) {
    case "unknown":
      return openOutcome(facts.errorCode);
    case "input_required":
      return needsAccess(facts) ? "access" : "input";
    case "submitted":
    case "working":
      if (facts.errorCode === ambiguousMatch) return "candidates";
      return facts.overdue ? "overdue" : null;
    case "verifying":
      return readingBack(facts.errorCode);
    default:
      return null;
  }
}

/** The seller took it; only what it does not show needs a person. */
function readingBack(errorCode: string | null): InboxKind | null {
  if (errorCode === takenButNotShown) return "overdue";
  return errorCode === ambiguousMatch || errorCode === notAtSeller ? openOutcome(errorCode) : null;
}

function ended(facts: InboxFacts): InboxKind | null {
  const { state, errorCode } = facts;
  if (state === "settled") return missed(facts.verdicts);
  if (facts.endedHere) return null;
  if (state === "failed") return "not_reached";
  if (state !== "refused" && state !== "rejected") return null;
  if (errorCode === "CONFLICT" || errorCode === staleEdit) return "conflict";
  return needsAccess(facts) ? "access" : "refused";
}

function openOutcome(errorCode: string | null): InboxKind {
  if (errorCode === ambiguousMatch) return "candidates";
  return errorCode === notAtSeller ? "not_found" : "checking";
}

function needsAccess({ taskStatus, errorCode }: InboxFacts): boolean {
  return taskStatus === "auth-required" || (errorCode !== null && accessCodes.includes(errorCode));
}

function missed(verdicts: readonly VerdictKind[]): InboxKind | null {
  if (verdicts.includes("ignored")) return "ignored";
  return verdicts.includes("changed") ? "changed" : null;
}

/** Who can act on it, by what it takes. */
export function neededFor(kind: InboxKind, of: InboxFacts["kind"]): Permission {
  switch (kind) {
    case "access":
      return "sales_agent:write";
    case "candidates":
      return "change:approve";
    case "checking":
    case "not_found":
    case "not_reached":
      return "change:retry";
    case "input":
    case "refused":
    case "overdue":
      return of === "update_media_buy" ? "media_buy:edit" : "campaign:submit";
    default:
      return "media_buy:edit";
  }
}

/** The roles that hold it, as people say them; an administrator may do everything and is named only alone. */
export function whoWords(permission: Permission, can: (role: Role, permission: Permission) => boolean): string {
  const names: readonly (readonly [Role, string])[] = [
    ["planner", "a planner"],
    ["manager", "a manager"],
    ["approver", "an approver"],
  ];
  const held = names.filter(([role]) => can(role, permission)).map(([, words]) => words);
  return held.length === 0 ? "an administrator" : held.join(" or ");
}

export type InboxSentence = {
  readonly kind: InboxKind;
  readonly of: InboxFacts["kind"];
  readonly sellerName: string;
  readonly missed: number;
};

const things = { create_media_buy: "the media buy", update_media_buy: "the change", sync_creatives: "the creatives" };

/** What happened, in one sentence. */
export function inboxSentence({ kind, of, sellerName, missed: count }: InboxSentence): string {
  const what = things[of];
  const fields = count === 1 ? "one field is" : `${count} fields are`;
  switch (kind) {
    case "input":
      return `${sellerName} asks for input before it goes on with ${what}`;
    case "access":
      return `${sellerName} does not accept our credentials`;
    case "candidates":
      return `${sellerName} has more than one media buy that could be this one`;
    case "not_found":
      return `${sellerName} gave no clear answer, and does not show ${what}`;
    case "checking":
      return `${sellerName} gave no clear answer; checking whether ${what} happened`;
    case "duplicate":
      return `${sellerName} completed a request that had been replaced or withdrawn`;
    case "conflict":
      return `Not applied: ${sellerName} shows something else by now`;
    case "ignored":
      return `${sellerName} accepted ${what}, but ${fields} as before`;
    case "changed":
      return `${sellerName} accepted ${what}, but ${fields} not as asked`;
    case "refused":
      return `${sellerName} refused ${what}`;
    case "not_reached":
      return `${sellerName} could not be reached; ${what} was not sent`;
    case "overdue":
      return `${sellerName} has had ${what} for more than 24 hours`;
  }
}
