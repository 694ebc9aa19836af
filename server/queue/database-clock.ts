import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { type Instant, instantFromMillis } from "../domain/time";

/** The time by the database's clock, to the millisecond: the one clock that all processes of an installation share. */
export async function databaseNow(db: Db): Promise<Instant> {
  const rows =
    dialectOf(db) === "postgresql"
      ? await db.$queryRaw<Reading[]>`SELECT extract(epoch FROM clock_timestamp()) AS "seconds"`
      : await db.$queryRaw<Reading[]>`SELECT unixepoch('subsec') AS "seconds"`;
  return instantFromMillis(Math.floor(Number(rows[0]?.seconds) * 1_000));
}

type Reading = { readonly seconds: unknown };
