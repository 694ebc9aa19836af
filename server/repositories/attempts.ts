import { randomUUID } from "node:crypto";
import { type Db, inWriteTransaction } from "../db/client";

export type AttemptWindow = {
  readonly key: string;
  readonly windowMs: number;
  /** How many a window may have. */
  readonly most: number;
};

/**
 * Counts one more attempt, for all processes together; answers null while it may go on, else the seconds until the window ends. One
 * statement, so that attempts at the same time cannot slip past.
 */
export async function countAttempt(
  db: Db,
  { key, windowMs, most }: AttemptWindow,
  now: number,
): Promise<number | null> {
  const [at, over] = [BigInt(now), BigInt(now - windowMs)];
  const [row] = await inWriteTransaction(
    db,
    (tx) => tx.$queryRaw<{ count: number | bigint; lastRequest: number | bigint }[]>`
      INSERT INTO "RateLimit" ("id", "key", "count", "lastRequest") VALUES (${randomUUID()}, ${key}, 1, ${at})
      ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN "RateLimit"."lastRequest" <= ${over} THEN 1 ELSE "RateLimit"."count" + 1 END,
        "lastRequest" = CASE WHEN "RateLimit"."lastRequest" <= ${over} THEN ${at} ELSE "RateLimit"."lastRequest" END
      RETURNING "count", "lastRequest"`,
  );
  if (!row || Number(row.count) <= most) return null;
  return Math.max(1, Math.ceil((Number(row.lastRequest) + windowMs - now) / 1_000));
}
