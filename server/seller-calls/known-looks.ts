import type { Db } from "../db/client";
import { type Instant, millisOf } from "../domain/time";

/** A look at one media buy: what is stored of it, and what the seller shows, as digests. */
export type Look = { readonly mediaBuyId: string; readonly mark: string };

/** So often at least a look is written whole: it also derives what follows from rows that no digest is of. */
const wholeEveryMs = 10 * 60_000;
const mostKnown = 50_000;

type Known = { readonly mark: string; readonly at: number };
const known = new WeakMap<Db, Map<string, Known>>();

/**
 * True: the same was seen and written before, onto the same rows, which show no trace of a write since: writing it again would change
 * nothing. A hint of this process alone: what it does not know is written whole.
 */
export function isWritten(db: Db, { mediaBuyId, mark }: Look, at: Instant): boolean {
  const last = known.get(db)?.get(mediaBuyId);
  return last?.mark === mark && millisOf(at) - last.at < wholeEveryMs;
}

/** Call it once the look has been written whole. */
export function noteWritten(db: Db, { mediaBuyId, mark }: Look, at: Instant): void {
  const looks = known.get(db) ?? new Map<string, Known>();
  known.set(db, looks);
  looks.delete(mediaBuyId);
  looks.set(mediaBuyId, { mark, at: millisOf(at) });
  const oldest = looks.keys().next();
  if (looks.size > mostKnown && !oldest.done) looks.delete(oldest.value);
}
