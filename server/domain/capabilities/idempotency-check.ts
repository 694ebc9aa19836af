import type { Instant } from "../time";
import { isObject } from "./read-capabilities";

/**
 * What came of sending one create twice with one key on a sandbox account. kept: the repeat was recognised; doubled: two buys were
 * made; refused: the repeat was turned down instead of answered; not_checked: it could not be tried.
 */
const idempotencyOutcomes = ["kept", "doubled", "refused", "not_checked"] as const;
type IdempotencyOutcome = (typeof idempotencyOutcomes)[number];

export type IdempotencyCheck = {
  readonly outcome: IdempotencyOutcome;
  readonly at: Instant;
  /** One sentence of ours; may quote the seller (untrusted). */
  readonly detail: string;
};

/** SalesAgent.idempotencyCheck → check; null: never tried, or unreadable. */
export function decodeIdempotencyCheck(text: string | null): IdempotencyCheck | null {
  if (text === null) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isObject(value) || typeof value.at !== "string" || typeof value.detail !== "string") return null;
  const outcome = idempotencyOutcomes.find((one) => one === value.outcome);
  return outcome ? { outcome, at: value.at, detail: value.detail } : null;
}

/** Seconds for which a repeat may be trusted to be recognised; null: never. A promise that was seen broken counts for nothing. */
export function trustedReplayTtl(declaredSeconds: number | null, check: IdempotencyCheck | null): number | null {
  if (declaredSeconds === null || !Number.isFinite(declaredSeconds) || declaredSeconds <= 0) return null;
  return check?.outcome === "doubled" || check?.outcome === "refused" ? null : declaredSeconds;
}

/** A reply to the create, as far as it tells one order from two. `id`: of the media buy, or of the task that stands for it. */
export type RepeatReply =
  | { readonly kind: "made"; readonly id: string | null; readonly replayed: boolean }
  | { readonly kind: "refused"; readonly code: string }
  | { readonly kind: "unclear"; readonly code: string };

/** What two replies to one request under one key say of the seller's promise. */
export function judgeRepeat(
  first: RepeatReply,
  second: RepeatReply,
): { readonly outcome: IdempotencyOutcome; readonly detail: string } {
  if (first.kind !== "made") {
    return { outcome: "not_checked", detail: `The test order was not taken (${first.code})` };
  }
  if (second.kind === "unclear") {
    return { outcome: "not_checked", detail: `The repeat got no clear answer (${second.code})` };
  }
  if (second.kind === "refused") {
    return { outcome: "refused", detail: `The same request under the same key was refused (${second.code})` };
  }
  if (first.id !== null && first.id === second.id) {
    const said = second.replayed ? "and said that it was a repeat" : "without saying that it was a repeat";
    return { outcome: "kept", detail: `The same request came back as the same order, ${said}` };
  }
  if (second.replayed) return { outcome: "kept", detail: "The repeat was recognised as one" };
  return { outcome: "doubled", detail: "The same request under the same key became a second order" };
}
