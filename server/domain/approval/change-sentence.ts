import type { ChangeState } from "../change/change-state";
import { noLongerOffered, staleEdit } from "../change/stale-edit";
import { formatInstant, type Instant } from "../time";

export type SentenceFacts = {
  readonly state: ChangeState;
  readonly kind: "create_media_buy" | "update_media_buy" | "sync_creatives";
  readonly sellerName: string;
  readonly setState: string;
  readonly timeZone: string;
  readonly since: Instant;
  /** The seller's own words (untrusted). */
  readonly message: string | null;
  readonly errorCode: string | null;
  /** Fields that a fresh read shows as ignored or set to something else. */
  readonly missed: number;
  /** Fields that the seller has not shown yet. */
  readonly waiting: number;
};

/** Where one change is and who it waits on, in one sentence. */
export function changeSentence(facts: SentenceFacts): string {
  const { sellerName } = facts;
  const since = formatInstant(facts.since, facts.timeZone);
  switch (facts.state) {
    case "staged":
      return "Not sent yet";
    case "in_review":
      return `Waiting for an approver since ${since}; nothing has been sent`;
    case "approved":
      return `Approved; next to be sent to ${sellerName}`;
    case "sending":
      return facts.message === null ? `Sending to ${sellerName}` : `${sellerName} did not take it yet; trying again`;
    case "working":
      return `${sellerName} is working on it since ${since}`;
    case "submitted":
      return `Waiting on ${sellerName} since ${since}`;
    case "input_required":
      return facts.message === null ? `${sellerName} asks for input` : `${sellerName} asks: ${facts.message}`;
    case "unknown":
      return `${sellerName} did not answer clearly at ${since}; checking there what happened`;
    case "verifying":
      return verifying(facts);
    case "refused":
      if (facts.errorCode === staleEdit) return `Not sent: ${sellerName} shows something else by now`;
      if (facts.errorCode === noLongerOffered)
        return `Not sent: ${facts.message ?? `${sellerName} no longer offers it`}`;
      return `${sellerName} refused it; nothing changed there`;
    case "failed":
      return `${sellerName} could not be reached; nothing was changed there`;
    case "rejected":
      return rejected(facts);
    case "settled":
      return settled(facts);
  }
}

function verifying({ sellerName, waiting }: SentenceFacts): string {
  if (waiting === 0) return `${sellerName} accepted it; reading it back`;
  return `${sellerName} accepted it; ${waiting} ${waiting === 1 ? "field" : "fields"} not in effect yet`;
}

function rejected({ setState, sellerName }: SentenceFacts): string {
  if (setState === "discarded") return "Withdrawn by its author; nothing was sent";
  return setState === "rejected" ? "Rejected by an approver; nothing was sent" : `${sellerName} rejected it`;
}

function settled({ kind, sellerName, missed }: SentenceFacts): string {
  if (kind === "sync_creatives") return `${sellerName} has them`;
  if (missed === 0) {
    return kind === "create_media_buy"
      ? `Bought at ${sellerName}, read back and verified`
      : "Applied, read back and verified";
  }
  return `${sellerName} confirmed it, but ${missed} ${missed === 1 ? "field is" : "fields are"} not as asked`;
}
