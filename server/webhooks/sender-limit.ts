import { type Clock, millisOf } from "../domain/time";

/** ok; over, and `first` when this is the first refusal of the minute: the one worth a line. */
export type Admission =
  | { readonly kind: "ok" }
  | { readonly kind: "over"; readonly first: boolean; readonly retryAfterSeconds: number };

export type SenderLimit = { admit(sender: string): Admission };

const windowMs = 60_000;
const mostSenders = 10_000;

/** At most so many webhooks a minute from one sender, in this process. */
export function senderLimit(perMinute: number, clock: Clock): SenderLimit {
  const windows = new Map<string, { readonly since: number; count: number }>();
  return {
    admit(sender) {
      const now = millisOf(clock());
      let window = windows.get(sender);
      // A clock that was put back starts a new window instead of an endless one.
      if (!window || now - window.since >= windowMs || now < window.since) {
        if (windows.size >= mostSenders) windows.clear();
        window = { since: now, count: 0 };
        windows.set(sender, window);
      }
      window.count += 1;
      if (window.count <= perMinute) return { kind: "ok" };
      const retryAfterSeconds = Math.max(1, Math.ceil((window.since + windowMs - now) / 1000));
      return { kind: "over", first: window.count === perMinute + 1, retryAfterSeconds };
    },
  };
}
