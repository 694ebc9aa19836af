import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import { anyOf } from "./write-alike";

/** A buy as the engine reads it. */
export type BoughtMediaBuy = {
  readonly id: string;
  readonly organisationId: string;
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly sellerMediaBuyId: string | null;
  readonly name: string;
  readonly currency: string;
  readonly sellerStatus: string | null;
  readonly sellerRevision: number | null;
  readonly paused: boolean;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly seenAt: Instant | null;
  readonly revision: number;
};

export async function getBoughtMediaBuy(db: Db | Tx, organisationId: string, id: string): Promise<BoughtMediaBuy> {
  const row = await db.mediaBuy.findFirst({ where: { id, organisationId }, include: withZone });
  if (!row) throw notFound("The media buy");
  return toBought(row);
}

/** Of these, those of the organisation, by their ids. */
export async function boughtMediaBuys(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, BoughtMediaBuy>> {
  const rows = await db.mediaBuy.findMany({ where: { id: anyOf(ids), organisationId }, include: withZone });
  return new Map(rows.map((row) => [row.id, toBought(row)]));
}

/** Of these buys, those that this seller account runs and whose life is not over: what one get_media_buys may ask for together. */
export async function livingBuysOf(
  db: Db | Tx,
  place: { readonly organisationId: string; readonly salesAgentId: string; readonly accountId: string | null },
  ids: readonly string[],
): Promise<readonly BoughtMediaBuy[]> {
  const rows = await db.mediaBuy.findMany({
    where: {
      ...place,
      id: { in: [...ids] },
      sellerMediaBuyId: { not: null },
      OR: [{ sellerStatus: null }, { sellerStatus: { notIn: ["completed", "rejected", "canceled", "cancelled"] } }],
    },
    include: withZone,
    orderBy: { id: "asc" },
  });
  return rows.map(toBought);
}

/** Seller ids that this agent's buys already carry: never adopted twice. */
export async function claimedSellerIds(db: Db | Tx, salesAgentId: string): Promise<ReadonlySet<string>> {
  const rows = await db.mediaBuy.findMany({
    where: { salesAgentId, sellerMediaBuyId: { not: null } },
    select: { sellerMediaBuyId: true },
  });
  return new Set(rows.flatMap((row) => (row.sellerMediaBuyId === null ? [] : [row.sellerMediaBuyId])));
}

type SellersBuy = { readonly salesAgentId: string; readonly sellerMediaBuyId: string };

/** Which of these are carried by a media buy already, as `<agent> <seller's id>`. */
export async function claimedAmong(db: Db | Tx, named: readonly SellersBuy[]): Promise<Set<string>> {
  if (named.length === 0) return new Set();
  const rows = await db.mediaBuy.findMany({
    where: {
      salesAgentId: anyOf([...new Set(named.map((one) => one.salesAgentId))]),
      sellerMediaBuyId: anyOf(named.map((one) => one.sellerMediaBuyId)),
    },
    select: { salesAgentId: true, sellerMediaBuyId: true },
  });
  return new Set(rows.map((row) => `${row.salesAgentId} ${row.sellerMediaBuyId}`));
}

const withZone = { campaign: { select: { timeZone: true } } } as const;

type Row = NonNullable<Awaited<ReturnType<Tx["mediaBuy"]["findFirst"]>>>;

function toBought(row: Row & { readonly campaign: { readonly timeZone: string } }): BoughtMediaBuy {
  return {
    id: row.id,
    organisationId: row.organisationId,
    campaignId: row.campaignId,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    sellerMediaBuyId: row.sellerMediaBuyId,
    name: row.name,
    currency: row.currency,
    sellerStatus: row.sellerStatus,
    sellerRevision: row.sellerRevision,
    paused: row.paused,
    startAt: row.startAt && instantFromMillis(row.startAt.getTime()),
    endAt: row.endAt && instantFromMillis(row.endAt.getTime()),
    timeZone: row.campaign.timeZone,
    seenAt: row.seenAt && instantFromMillis(row.seenAt.getTime()),
    revision: row.revision,
  };
}
