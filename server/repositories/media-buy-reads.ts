import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { textsOf } from "../db/json-sql";
import { notFound } from "../domain/errors";
import { changesWithCalls } from "./change-views";

const whole = {
  campaign: { select: { id: true, name: true, timeZone: true } },
  packages: {
    orderBy: [{ position: "asc" }, { id: "asc" }],
    include: {
      productSnapshot: { select: { name: true, product: true } },
      assignments: {
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        include: { creative: { select: { id: true, creativeId: true, name: true } } },
      },
    },
  },
} satisfies Prisma.MediaBuyInclude;

export type WholeMediaBuy = Prisma.MediaBuyGetPayload<{ include: typeof whole }>;
export type WholePackage = WholeMediaBuy["packages"][number];

/** With its packages, products and creatives. NOT_FOUND, also for another organisation's. */
export async function getWholeMediaBuy(db: Db | Tx, organisationId: string, id: string): Promise<WholeMediaBuy> {
  const row = await db.mediaBuy.findFirst({ where: { id, organisationId }, include: whole });
  if (!row) throw notFound("The media buy");
  return row;
}

/** Several of them, by name; those of another organisation are left out. */
export async function listWholeMediaBuys(
  db: Db | Tx,
  organisationId: string,
  of: { readonly campaignId: string } | { readonly mediaBuyIds: readonly string[] },
): Promise<WholeMediaBuy[]> {
  const which = "campaignId" in of ? { campaignId: of.campaignId } : { id: { in: [...of.mediaBuyIds] } };
  // Sorted here: asked for in that order, SQLite reads every media buy of the organisation by its name.
  const rows = await db.mediaBuy.findMany({ where: { organisationId, ...which }, include: whole });
  return rows.sort((one, other) => compare(one.name, other.name) || compare(one.id, other.id));
}

const compare = (one: string, other: string): number => (one < other ? -1 : Number(one > other));

/** The newest changes of one media buy with their calls and tasks. */
export function listChangesOfMediaBuy(db: Db, organisationId: string, mediaBuyId: string) {
  return db.change.findMany({
    where: { organisationId, mediaBuyId },
    include: { ...changesWithCalls, changeSet: { select: { state: true, undoesId: true } } },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 50,
  });
}

export type DeliveredPackage = {
  readonly packageId: string;
  readonly impressions: bigint;
  readonly spendMicros: bigint;
  readonly asOf: Date | null;
};

type DeliveredRow = {
  readonly packageId: string;
  readonly impressions: string;
  readonly spendMicros: string;
  readonly asOf: string | Date | null;
};

/** Delivered so far, per package of these media buys, however many; packages without a number are left out. */
export async function deliveredByPackage(
  db: Db | Tx,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<ReadonlyMap<string, DeliveredPackage>> {
  // Amounts come as text: the sum of a column has no type of its own in SQLite.
  const rows = await db.$queryRaw<readonly DeliveredRow[]>`
    SELECT d."packageId", CAST(SUM(d."impressions") AS TEXT) AS "impressions",
      CAST(SUM(d."spendMicros") AS TEXT) AS "spendMicros", MAX(d."asOf") AS "asOf"
    FROM "DeliveryRow" d
    WHERE d."organisationId" = ${organisationId} AND d."mediaBuyId" IN (${textsOf(db, mediaBuyIds)})
    GROUP BY d."packageId"`;
  return new Map(
    rows.map(({ packageId, impressions, spendMicros, asOf }) => [
      packageId,
      {
        packageId,
        impressions: BigInt(impressions),
        spendMicros: BigInt(spendMicros),
        asOf: asOf === null ? null : new Date(asOf),
      },
    ]),
  );
}

const named = {
  id: true,
  name: true,
  sellerAccountId: true,
  status: true,
  brandDomain: true,
  operator: true,
  sandbox: true,
  details: true,
} as const;

/** Account and agent of a buy as its page names them. */
export async function getAccount(db: Db | Tx, organisationId: string, accountId: string) {
  return db.account.findFirst({ where: { id: accountId, organisationId }, select: named });
}

/** The same of many accounts; one statement. */
export async function getAccounts(db: Db | Tx, organisationId: string, accountIds: readonly string[]) {
  return db.account.findMany({ where: { id: { in: [...accountIds] }, organisationId }, select: named });
}

/** Name and status of the accounts that media buys stand on, by account id; one statement. */
export async function accountStandings(
  db: Db | Tx,
  organisationId: string,
  accountIds: readonly (string | null)[],
): Promise<ReadonlyMap<string, { readonly name: string; readonly status: string }>> {
  const rows = await db.account.findMany({
    where: { organisationId, id: { in: [...new Set(accountIds.filter((id) => id !== null))] } },
    select: { id: true, name: true, status: true },
  });
  return new Map(rows.map(({ id, ...standing }) => [id, standing]));
}

/** Creatives of the organisation by row id, with their state at one seller. */
export async function creativesAt(db: Db | Tx, organisationId: string, salesAgentId: string, ids: readonly string[]) {
  if (ids.length === 0) return [];
  const rows = await db.creative.findMany({
    where: { organisationId, id: { in: [...ids] } },
    include: { atSellers: { where: { salesAgentId } } },
  });
  return rows.map(({ atSellers, ...creative }) => ({ ...creative, atSeller: atSellers[0] ?? null }));
}
