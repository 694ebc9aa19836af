import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { type Clock, type Instant, instantFromMillis, millisOf, systemClock } from "../domain/time";

/** The time by the database's clock, to the millisecond: the one clock that all processes of an installation share. */
export async function databaseNow(db: Db): Promise<Instant> {
  const rows =
    dialectOf(db) === "postgresql"
      ? await db.$queryRaw<Reading[]>`SELECT extract(epoch FROM clock_timestamp()) AS "seconds"`
      : await db.$queryRaw<Reading[]>`SELECT unixepoch('subsec') AS "seconds"`;
  return instantFromMillis(Math.floor(Number(rows[0]?.seconds) * 1_000));
}

type Reading = { readonly seconds: unknown };

export type SharedClock = {
  readonly clock: Clock;
  /** Compares with the database. Call it at the start and now and then; a database that does not answer leaves all as it was. */
  adjust(): Promise<void>;
};

/** Below this our clock is as good as the other: what is read takes as long to arrive. */
const toleranceMs = 250;

/**
 * This machine's clock, put right by the database's: what one machine writes down as due, sent or expired is judged by another, and a
 * machine that is ten minutes off is neither early nor late. A SQLite file is only ever used by one machine.
 */
export function sharedClock(db: Db, own: Clock = systemClock): SharedClock {
  if (dialectOf(db) === "sqlite") return { clock: own, adjust: () => Promise.resolve() };
  let ahead = 0;
  return {
    clock: () => (ahead === 0 ? own() : instantFromMillis(millisOf(own()) - ahead)),
    adjust: async () => {
      const before = millisOf(own());
      const theirs = millisOf(await databaseNow(db));
      const after = millisOf(own());
      // Whatever took long, or a clock that jumped meanwhile, measures nothing.
      if (after < before || after - before > 5_000) return;
      const off = Math.round((before + after) / 2) - theirs;
      ahead = Math.abs(off) <= toleranceMs ? 0 : off;
    },
  };
}
