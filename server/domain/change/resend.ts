import { addMillis, type Instant, isBefore } from "../time";

/** Clocks of seller and buyer may differ by this much (requirements §4.3). */
const skewMs = 60_000;
/** A late copy of the last send may still land for this long: no new key before (quality §5, row 7). */
export const quarantineMs = 300_000;

export type SentCall = {
  readonly firstSentAt: Instant | null;
  readonly lastSentAt: Instant | null;
  /** An earlier send may have happened at the seller. */
  readonly ambiguous: boolean;
};

/**
 * Whether the same bytes may go out again under the same key. Always when the seller certainly has not seen them; otherwise only
 * inside the replay window that the seller promised (`replayTtlSeconds` null: it promised none).
 */
export function maySendAgain(call: SentCall, replayTtlSeconds: number | null, now: Instant): boolean {
  if (!call.ambiguous || call.firstSentAt === null) return true;
  if (replayTtlSeconds === null) return false;
  return isBefore(now, addMillis(call.firstSentAt, replayTtlSeconds * 1000 - skewMs));
}

/** The instant from which a new key is safe, given that the seller does not have the last send. */
export function newKeyFrom(call: Pick<SentCall, "lastSentAt">): Instant | null {
  return call.lastSentAt === null ? null : addMillis(call.lastSentAt, quarantineMs);
}
