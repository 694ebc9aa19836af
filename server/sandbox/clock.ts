/** The sandbox's wall clock; tests hand in their own. */
export type Now = () => number;

export const systemNow: Now = () => Date.now();

export const iso = (ms: number): string => new Date(ms).toISOString();

export const parseIso = (text: string): number => Date.parse(text);

export const DAY_MS = 86_400_000;

/** With a sped-up clock, no flight takes longer than this (wall clock) to begin. */
const LONGEST_WAIT_MS = 20_000;

/**
 * A buy's own clock: it shows the wall clock when it is set and then runs `speed` times as fast.
 * The wait for a far flight start is cut short so that a demo sees delivery soon; at speed 1 it is the wall clock.
 */
export function buyClock(setMs: number, startMs: number, speed: number, nowMs: number): number {
  if (nowMs < setMs) return nowMs;
  const elapsed = nowMs - setMs;
  const wait = startMs - setMs;
  if (speed <= 1 || wait <= 0) return setMs + elapsed * speed;
  const waitWall = Math.min(wait / speed, LONGEST_WAIT_MS);
  if (elapsed < waitWall) return setMs + (elapsed / waitWall) * wait;
  return startMs + (elapsed - waitWall) * speed;
}

/** A number in [0, 1) that depends on the text alone: the seed of everything that looks random here. */
export function seeded(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 16777619);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 2246822507);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}
