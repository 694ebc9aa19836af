import { randomUUID } from "node:crypto";
import type { Db } from "../db/client";

export type AttemptWindow = {
  readonly key: string;
  readonly windowMs: number;
  /** How many a window may have. */
  readonly most: number;
  /** How many are counted at once; 1 unless said. */
  readonly by?: number;
};

/**
 * Counts one more attempt (or `by` of them), for all processes together; answers null while it may go on, else the seconds until the window ends. One
 * statement, so that attempts at the same time cannot slip past.
 */
export async function countAttempt(
  db: Db,
  { key, windowMs, most, by = 1 }: AttemptWindow,
  now: number,
): Promise<number | null> {
  const [at, over] = [BigInt(now), BigInt(now - windowMs)];
  const [row] = await db.$queryRaw<{ count: number | bigint; lastRequest: number | bigint }[]>`
      INSERT INTO "RateLimit" ("id", "key", "count", "lastRequest") VALUES (${randomUUID()}, ${key}, ${by}, ${at})
      ON CONFLICT ("key") DO UPDATE SET
        "count" = CASE WHEN "RateLimit"."lastRequest" <= ${over} THEN ${by} ELSE "RateLimit"."count" + ${by} END,
        "lastRequest" = CASE WHEN "RateLimit"."lastRequest" <= ${over} THEN ${at} ELSE "RateLimit"."lastRequest" END
      RETURNING "count", "lastRequest"`;
  if (!row || Number(row.count) <= most) return null;
  return Math.max(1, Math.ceil((Number(row.lastRequest) + windowMs - now) / 1_000));
}
