import type { Db, Tx } from "../db/client";
import { insertRows } from "../db/insert-rows";
import { type Obstacle, obstacleOf } from "../domain/adopt/obstacle";
import { readStored, writeStored } from "../domain/change/stored-json";
import type { Instant } from "../domain/time";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";
import { instantOrNull } from "./row-instants";

/** A media buy as an account lists it. */
export type FoundMediaBuy = {
  readonly sellerMediaBuyId: string;
  readonly name: string;
  readonly sellerStatus: string;
  readonly currency: string;
  readonly totalMicros: bigint | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly packageCount: number;
  readonly poNumber: string;
  readonly brandDomain: string | null;
  readonly obstacle: Obstacle | null;
};

type Place = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly accountId: string;
  readonly scanId: string;
};
type SeenBuy = FoundMediaBuy & { readonly seen: MediaBuySnapshot };

/**
 * Puts one page in place of what was known of these buys, which keep their ids and what they were chosen for. Returns how many this
 * look had not shown before. Four statements however long the page.
 */
export async function savePage(
  tx: Tx,
  place: Place,
  page: readonly SeenBuy[],
  made: { readonly at: Instant; readonly newId: () => string },
): Promise<number> {
  const buys = [...new Map(page.map((buy) => [buy.sellerMediaBuyId, buy])).values()];
  const { organisationId, salesAgentId, accountId, scanId } = place;
  const sellerMediaBuyId = { in: buys.map((buy) => buy.sellerMediaBuyId) };
  const known = await tx.foundMediaBuy.findMany({
    where: { accountId, sellerMediaBuyId },
    select: { id: true, sellerMediaBuyId: true, scanId: true, adoptionId: true },
  });
  const ours = await ourBuys(tx, { organisationId, salesAgentId }, sellerMediaBuyId.in);
  const before = new Map(known.map((row) => [row.sellerMediaBuyId, row]));
  await tx.foundMediaBuy.deleteMany({ where: { accountId, sellerMediaBuyId } });
  const rows = buys.map(({ seen, startAt, endAt, ...buy }) => ({
    ...place,
    ...buy,
    id: before.get(buy.sellerMediaBuyId)?.id ?? made.newId(),
    startAt: startAt && new Date(startAt),
    endAt: endAt && new Date(endAt),
    mediaBuyId: ours.get(buy.sellerMediaBuyId) ?? null,
    adoptionId: before.get(buy.sellerMediaBuyId)?.adoptionId ?? null,
    seen: writeStored(seen),
    seenAt: new Date(made.at),
  }));
  await insertRows(tx, "FoundMediaBuy", rows);
  return buys.length - known.filter((row) => row.scanId === scanId).length;
}

/** Our id by the seller's, of those that are ours. */
export async function ourBuys(
  tx: Tx,
  { organisationId, salesAgentId }: { readonly organisationId: string; readonly salesAgentId: string },
  sellerIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.mediaBuy.findMany({
    where: { organisationId, salesAgentId, sellerMediaBuyId: { in: [...sellerIds] } },
    select: { id: true, sellerMediaBuyId: true },
  });
  return new Map(
    rows.flatMap((row) => (row.sellerMediaBuyId === null ? [] : [[row.sellerMediaBuyId, row.id] as const])),
  );
}

/** Forgets what earlier looks showed and this whole one did not. */
export async function forgetUnlisted(tx: Tx, place: Place): Promise<void> {
  const { organisationId, accountId, scanId } = place;
  await tx.foundMediaBuy.deleteMany({ where: { organisationId, accountId, scanId: { not: scanId } } });
}

export type ChosenBuy = FoundMediaBuy & {
  readonly id: string;
  readonly seen: MediaBuySnapshot;
  readonly seenAt: Instant;
};

/** The next ones that were chosen and are neither ours by now nor in the way of something. */
export async function chosenBuys(
  db: Db | Tx,
  organisationId: string,
  adoptionId: string,
  limit: number,
): Promise<readonly ChosenBuy[]> {
  const rows = await db.foundMediaBuy.findMany({
    where: { organisationId, adoptionId, mediaBuyId: null, obstacle: null },
    orderBy: { id: "asc" },
    take: limit,
  });
  return rows.map((row) => ({
    ...row,
    obstacle: obstacleOf(row.obstacle),
    startAt: instantOrNull(row.startAt),
    endAt: instantOrNull(row.endAt),
    seen: readStored<MediaBuySnapshot>(row.seen),
    seenAt: row.seenAt.toISOString(),
  }));
}
