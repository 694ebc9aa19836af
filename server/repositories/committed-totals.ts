import type { Db } from "../db/client";
import { Prisma } from "../db/generated/client";

/** As the migration that made the totals splits an amount. */
const microsOfUnit = 1_000_000n;

type Total = { readonly mediaBuys: number; readonly micros: bigint };

/** Of an organisation (scope empty) or a campaign (its id), per currency and kind of money. */
type CommittedTotal = Total & {
  readonly scopeId: string;
  readonly currency: string;
  readonly sandbox: boolean;
};

/** `kept`: as the triggers have it; `summed`: as the rows add up. Null: there is none. */
type StrayTotal = Omit<CommittedTotal, keyof Total> & {
  readonly kept: Total | null;
  readonly summed: Total | null;
};

/** An amount in two columns, none of which a sum can outgrow. */
export function microsOf({ units, rest }: { readonly units: bigint; readonly rest: bigint }): bigint {
  return units * microsOfUnit + rest;
}

/** The totals that are not what their media buys add up to (invariant I4), each media buy looked at; there are none. */
export async function strayTotals(db: Db, organisationId: string): Promise<readonly StrayTotal[]> {
  const rows = await db.committedTotal.findMany({ where: { organisationId, mediaBuys: { not: 0 } } });
  const kept = byPlace(rows.map((row) => ({ ...row, micros: microsOf(row) })));
  const summed = byPlace([...(await sums(db, organisationId, "")), ...(await sums(db, organisationId, "campaignId"))]);
  return [...new Map([...kept, ...summed])].flatMap(([place, { scopeId, currency, sandbox }]) => {
    const [was, is] = [kept.get(place) ?? null, summed.get(place) ?? null];
    if (was?.micros === is?.micros && was?.mediaBuys === is?.mediaBuys) return [];
    return [{ scopeId, currency, sandbox, kept: was, summed: is }];
  });
}

/** Media buys whose own row of what they bind is not what it should be. */
export async function strayCommitments(db: Db, organisationId: string): Promise<readonly string[]> {
  const rows = await db.$queryRaw<readonly { readonly id: string }[]>(Prisma.sql`
    SELECT v."mediaBuyId" AS "id" FROM "MediaBuyCommitment" v
    LEFT JOIN "Commitment" c ON c."mediaBuyId" = v."mediaBuyId" AND c."organisationId" = v."organisationId"
      AND c."campaignId" = v."campaignId" AND c."currency" = v."currency" AND c."sandbox" = v."sandbox" AND c."micros" = v."micros"
    WHERE v."organisationId" = ${organisationId} AND c."mediaBuyId" IS NULL`);
  return rows.map(({ id }) => id);
}

async function sums(db: Db, organisationId: string, scope: "" | "campaignId"): Promise<readonly CommittedTotal[]> {
  const scopeId = Prisma.raw(scope === "" ? "''" : 'v."campaignId"');
  const rows = await db.$queryRaw<
    readonly Record<"scopeId" | "currency" | "sandbox" | "mediaBuys" | "units" | "rest", unknown>[]
  >(
    Prisma.sql`SELECT ${scopeId} AS "scopeId", v."currency", v."sandbox", count(*) AS "mediaBuys",
        CAST(sum(v."micros" / 1000000) AS TEXT) AS "units", CAST(sum(v."micros" % 1000000) AS TEXT) AS "rest"
      FROM "MediaBuyCommitment" v WHERE v."organisationId" = ${organisationId} GROUP BY 1, 2, 3`,
  );
  return rows.map((row) => ({
    scopeId: String(row.scopeId),
    currency: String(row.currency),
    sandbox: Boolean(row.sandbox),
    mediaBuys: Number(row.mediaBuys),
    micros: microsOf({ units: BigInt(String(row.units)), rest: BigInt(String(row.rest)) }),
  }));
}

function byPlace(totals: readonly CommittedTotal[]): ReadonlyMap<string, CommittedTotal> {
  return new Map(totals.map((one) => [`${one.scopeId} ${one.currency} ${one.sandbox}`, one]));
}
