import type { Db } from "../db/client";

/**
 * Addresses that have used up their minute, and until when, so that whoever goes on trying costs neither a statement nor a hash. Only what the
 * database has counted stands here; another process asks it once more. Next bundles modules more than once a process, hence globalThis.
 */
type Waits = Map<string, number>;
const slot = Symbol.for("flightdeck.told-to-wait");
const mostKept = 10_000;

function waitsOf(db: Db): Waits {
  const kept = globalThis as { [slot]?: WeakMap<Db, Waits> };
  kept[slot] ??= new WeakMap();
  const waits = kept[slot].get(db) ?? new Map();
  kept[slot].set(db, waits);
  return waits;
}

/** In the sign-in library's own words. */
export const tooManyAnswer = { message: "Too many requests. Please try again later." };

export function tooMany(seconds: number): Response {
  return Response.json(tooManyAnswer, { status: 429, headers: { "X-Retry-After": String(seconds) } });
}

/** What attempts of an address at a path of the sign-in are counted by. */
export function addressKey(address: string | null, path: string): string {
  return `from ${address ?? "nowhere"}|${path}`;
}

/** Seconds that this address was told to wait and has not waited yet; null: it may be that it may try. */
export function secondsToWait(db: Db, key: string, now: number): number | null {
  const waits = waitsOf(db);
  const until = waits.get(key);
  if (until === undefined) return null;
  if (until > now) return Math.ceil((until - now) / 1_000);
  waits.delete(key);
  return null;
}

export function noteWait(db: Db, key: string, until: number): void {
  const waits = waitsOf(db);
  const oldest = waits.keys().next();
  if (waits.size >= mostKept && !oldest.done) waits.delete(oldest.value);
  waits.set(key, until);
}
