import type { ChangeState } from "../change/change-state";
import { type Instant, isBefore } from "../time";
import type { WebhookEvent } from "./webhook-event";

/** How a webhook is kept: only a `fresh` one has an effect. */
export type Standing = "fresh" | "duplicate" | "conflicting" | "older";

export type KnownReceipts = {
  /** The receipt with the same key of the same sender. */
  readonly sameKey: { readonly bodyHash: string } | null;
  /** The newest event that counted about the same task. */
  readonly newest: { readonly at: Instant; readonly status: string } | null;
};

const terminal = ["completed", "failed", "rejected", "canceled"];

/** The first copy of a key counts; what is older than what we know, or would take a finished task back, is history. */
export function standingOf(
  event: Pick<WebhookEvent, "at" | "status">,
  bodyHash: string,
  known: KnownReceipts,
): Standing {
  if (known.sameKey) return known.sameKey.bodyHash === bodyHash ? "duplicate" : "conflicting";
  const { newest } = known;
  if (newest === null) return "fresh";
  if (isBefore(event.at, newest.at)) return "older";
  if (terminal.includes(newest.status) && !terminal.includes(event.status)) return "older";
  return "fresh";
}

/** What our rows say about the change whose request carried the address. */
export type WebhookFacts = {
  readonly changeState: ChangeState | null;
  readonly isCreate: boolean;
  /** The seller's task as we know it: `open` is still asked about. */
  readonly task: "open" | "settled" | null;
  /** Whether we know the buy by its seller id. */
  readonly hasSellerId: boolean;
  /** Whether the id that the event names belongs to another buy of ours. */
  readonly isClaimed: boolean;
};

export type WebhookEffect =
  /** Our own row does not say yet what it is about: look again soon. */
  | { readonly kind: "wait" }
  | {
      readonly kind: "act";
      /** Take the named buy for the create's, as the end of its task would. */
      readonly adopt: boolean;
      readonly poll: boolean;
      readonly verify: boolean;
      readonly refresh: boolean;
      readonly creatives: boolean;
    };

const beforeReply: readonly ChangeState[] = ["staged", "in_review", "approved", "sending"];
const waiting: readonly ChangeState[] = ["submitted", "working", "input_required", "unknown"];

/** A webhook is a hint: it makes us ask the seller now. Only the id of a new buy is taken from it, and then read back. */
export function effectOf(
  event: Pick<WebhookEvent, "status" | "mediaBuyId" | "taskType">,
  facts: WebhookFacts,
): WebhookEffect {
  const { changeState, task } = facts;
  if (changeState !== null && task === null && beforeReply.includes(changeState)) return { kind: "wait" };
  const isOpen = changeState !== null && waiting.includes(changeState);
  const namesNew = event.mediaBuyId !== null && !facts.isClaimed && !facts.hasSellerId;
  const adopt = facts.isCreate && isOpen && event.status === "completed" && namesNew;
  return {
    kind: "act",
    adopt,
    poll: task === "open" && !adopt,
    verify: adopt || changeState === "verifying" || changeState === "unknown" || (isOpen && task === null),
    refresh: facts.hasSellerId,
    creatives: event.taskType.includes("creative"),
  };
}
