import type { Db } from "../db/client";
import { type Instant, millisOf } from "../domain/time";

type Claim = {
  readonly leaseMs: number;
  readonly limit: number;
  readonly kinds: readonly string[];
  readonly now?: Instant;
};

type ClaimedRow = {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: string;
  readonly subjectId: string;
  readonly lane: string;
  readonly attempts: number;
  readonly fence: number;
};

/** Any number will do, as long as nobody else's advisory locks of two numbers begin with it. */
const laneLocks = 7_146_206;
const mostTries = 8;

/**
 * One statement: rows that somebody is busy with are skipped, not waited for, so claims of many workers never stand in line. The lock on
 * a lane keeps two claims of the same moment apart; that a lane never has two held jobs is promised by a unique index, which refuses
 * the claim whose view of the lane was a moment old. Then a smaller one is made, which the same can hardly befall.
 */
export async function claimOnPostgresql(db: Db, claim: Claim): Promise<readonly ClaimedRow[]> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await take(db, tries === 1 ? claim : { ...claim, limit: 1 });
    } catch (error) {
      if (tries === mostTries || !String(error).includes("23505")) throw error;
    }
  }
}

function take(db: Db, { leaseMs, limit, kinds, now }: Claim): Promise<ClaimedRow[]> {
  const at = now === undefined ? null : millisOf(now) / 1_000;
  const seconds = leaseMs / 1_000;
  const names = [...kinds];
  return db.$queryRaw<ClaimedRow[]>`
    WITH "clock" AS MATERIALIZED (
      SELECT coalesce(to_timestamp(${at}::double precision), clock_timestamp()) AS "now"
    ), "left" AS MATERIALIZED (
      SELECT 0 AS "turn", "id", "lane", "leaseUntil" AS "since", "createdAt" FROM "Job"
      WHERE "leaseUntil" <= (SELECT "now" FROM "clock") AND "kind" = ANY(${names})
      ORDER BY "leaseUntil", "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), "waiting" AS MATERIALIZED (
      SELECT 1 AS "turn", "id", "lane", "dueAt" AS "since", "createdAt" FROM "Job"
      WHERE "leaseUntil" IS NULL AND "dueAt" <= (SELECT "now" FROM "clock") AND "kind" = ANY(${names})
        AND NOT EXISTS (SELECT FROM "Job" AS "other" WHERE "other"."lane" = "Job"."lane" AND "other"."leaseUntil" IS NOT NULL)
      ORDER BY "leaseUntil", "dueAt", "createdAt", "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED
    ), "first" AS (
      SELECT DISTINCT ON ("lane") * FROM (SELECT * FROM "left" UNION ALL SELECT * FROM "waiting") AS "due"
      ORDER BY "lane", "turn", "since", "createdAt", "id"
    ), "chosen" AS MATERIALIZED (
      SELECT "id", "lane" FROM "first" ORDER BY "turn", "since", "createdAt", "id" LIMIT ${limit}
    ), "mine" AS MATERIALIZED (
      SELECT "id" FROM "chosen" WHERE pg_try_advisory_xact_lock(${laneLocks}::integer, hashtext("lane"))
    )
    UPDATE "Job" SET "fence" = "fence" + 1, "dueAt" = '9999-12-31 00:00:00+00',
      "leaseUntil" = (SELECT "now" FROM "clock") + ${seconds}::double precision * interval '1 second'
    FROM "mine" WHERE "Job"."id" = "mine"."id"
    RETURNING "Job"."id", "organisationId", "kind", "subjectId", "lane", "attempts", "fence"`;
}
