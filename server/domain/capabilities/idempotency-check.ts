import type { Instant } from "../time";
import { isObject } from "./read-capabilities";

/**
 * What came of sending one create twice with one key on a sandbox account. kept: the repeat was recognised; doubled: two buys were
 * made; refused: the repeat was turned down instead of answered; not_checked: it could not be tried.
 */
export const idempotencyOutcomes = ["kept", "doubled", "refused", "not_checked"] as const;
export type IdempotencyOutcome = (typeof idempotencyOutcomes)[number];

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
