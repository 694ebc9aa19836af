/** How long to wait before the next try (requirements §4.1.5): base 2 s, doubled up to 60 s, ±25 % jitter. */
const baseMs = 2_000;
const capMs = 60_000;

/**
 * Milliseconds to wait after `failures` failures in a row (≥ 1). `random` is 0 ≤ x < 1. A seller's `retry_after`, clamped to
 * 1..3600 s, is never undercut; jitter then only adds.
 */
export function backOffMs(failures: number, random: number, retryAfterSeconds: number | null = null): number {
  const step = Math.min(capMs, baseMs * 2 ** Math.min(16, Math.max(0, failures - 1)));
  const own = Math.round(step * (0.75 + random * 0.5));
  if (retryAfterSeconds === null || !Number.isFinite(retryAfterSeconds)) return own;
  const asked = Math.min(3600, Math.max(1, retryAfterSeconds)) * 1000;
  return Math.max(own, Math.round(asked * (1 + random * 0.05)));
}

/** Sends of one request that never reached the seller, or that it put off, before a person has to look. */
export const maxSendAttempts = 5;

/** `milliseconds` spread by ±10 %, so that many timers do not fire together. */
export function spread(milliseconds: number, random: number): number {
  return Math.round(milliseconds * (0.9 + random * 0.2));
}

/** Milliseconds until one that waits for its turn looks again: `leastMs`, later a tenth of what it has waited, at most a minute. */
export function turnWaitMs(leastMs: number, waitedMs: number): number {
  return Math.max(leastMs, Math.min(capMs, Math.round(waitedMs / 10)));
}
