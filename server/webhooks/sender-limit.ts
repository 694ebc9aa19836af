import type { Db } from "../db/client";
import { type Clock, millisOf } from "../domain/time";
import { countAttempt } from "../repositories/attempts";

/** ok; over, and `first` when this is the first refusal of the minute here: the one worth a line. */
export type Admission =
  | { readonly kind: "ok" }
  | { readonly kind: "over"; readonly first: boolean; readonly retryAfterSeconds: number };

export type SenderLimit = { admit(sender: string): Promise<Admission> };

const windowMs = 60_000;
const mostSenders = 10_000;
/** A minute's permits come in this many parts, so that the database is asked once for many webhooks. */
const parts = 16;

type Window = {
  readonly since: number;
  left: number;
  refusedUntil: number;
  told: boolean;
  asking: Promise<void> | null;
};

/**
 * At most so many webhooks a minute from one sender, at all processes together: each takes permits from the database in parts and gives
 * them out. What a process does not use is lost, so some fewer than the limit may pass, never more.
 */
export function senderLimit(db: Db, perMinute: number, clock: Clock): SenderLimit {
  const windows = new Map<string, Window>();
  const part = Math.max(1, Math.floor(perMinute / parts));

  function windowOf(sender: string, now: number): Window {
    const known = windows.get(sender);
    // A clock that was put back starts a new window instead of an endless one.
    if (known && now - known.since < windowMs && now >= known.since) return known;
    if (windows.size >= mostSenders) windows.clear();
    const fresh: Window = { since: now, left: 0, refusedUntil: 0, told: false, asking: null };
    windows.set(sender, fresh);
    return fresh;
  }

  async function ask(sender: string, window: Window, now: number): Promise<void> {
    const key = `webhooks ${sender}`;
    const seconds = await countAttempt(db, { key, windowMs, most: perMinute, by: part }, now);
    if (seconds === null) window.left += part;
    else window.refusedUntil = now + seconds * 1_000;
  }

  return {
    async admit(sender) {
      for (;;) {
        const now = millisOf(clock());
        const window = windowOf(sender, now);
        if (window.left > 0) {
          window.left -= 1;
          return { kind: "ok" };
        }
        if (now < window.refusedUntil) {
          const first = !window.told;
          window.told = true;
          return { kind: "over", first, retryAfterSeconds: Math.ceil((window.refusedUntil - now) / 1_000) };
        }
        window.asking ??= ask(sender, window, now).finally(() => {
          window.asking = null;
        });
        await window.asking;
      }
    },
  };
}
