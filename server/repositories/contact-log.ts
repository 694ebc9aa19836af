import type { Tx } from "../db/client";
import { type Contact, recordContact } from "./sales-agents";

type Seen = { readonly place: Place; readonly contact: Contact; readonly succeededAt?: Contact };
type Place = { readonly organisationId: string; readonly salesAgentId: string };

export type ContactLog = {
  /** Keeps the last contact with an agent. Never throws and never waits. */
  readonly note: (place: Place, contact: Contact) => void;
  /** Writes what is waiting. */
  readonly flush: () => Promise<void>;
};

type ContactLogOptions = {
  readonly inTransaction: (work: (tx: Tx) => Promise<void>, organisationId: string) => Promise<void>;
  readonly log: { warn(fields: Record<string, unknown>, message: string): void };
};

/** Written once no call has ended for so long; while more and more do, this much after the first. */
const [pauseMs, latestMs] = [200, 1_000];

/**
 * When each agent was last reached: an observation that may be a second late, so one transaction takes the newest of every
 * agent of an organisation instead of one a call. A crash loses the last second of it, never a write.
 */
export function contactLog({ inTransaction, log }: ContactLogOptions): ContactLog {
  const waiting = new Map<string, Seen>();
  let timer: ReturnType<typeof setTimeout> | null = null;
  /** When the timer was first set, on the monotonic clock. */
  let since = 0;

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    const seen = [...waiting.values()];
    waiting.clear();
    const organisations = [...new Set(seen.map(({ place }) => place.organisationId))];
    await Promise.all(
      organisations.map((id) =>
        record(
          id,
          seen.filter(({ place }) => place.organisationId === id),
        ),
      ),
    );
  }

  async function record(organisationId: string, seen: readonly Seen[]): Promise<void> {
    try {
      await inTransaction(async (tx) => {
        for (const { place, contact, succeededAt } of seen) {
          if (succeededAt) await recordContact(tx, organisationId, place.salesAgentId, succeededAt);
          await recordContact(tx, organisationId, place.salesAgentId, contact);
        }
      }, organisationId);
    } catch (err) {
      log.warn({ err, agents: seen.length }, "contacts could not be recorded");
    }
  }

  function note(place: Place, contact: Contact): void {
    const before = waiting.get(place.salesAgentId);
    const success = before?.contact.ok ? before.contact : before?.succeededAt;
    // A failure must not hide when the agent last answered.
    const succeededAt = contact.ok ? undefined : success;
    waiting.set(place.salesAgentId, { place, contact, ...(succeededAt && { succeededAt }) });
    if (timer === null) {
      since = performance.now();
      timer = setTimeout(() => void flush(), pauseMs).unref();
    } else if (performance.now() - since < latestMs - pauseMs) timer.refresh();
  }

  return { note, flush };
}
