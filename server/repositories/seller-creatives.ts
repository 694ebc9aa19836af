import type { Db, Tx } from "../db/client";
import { isUnderReview } from "../domain/creative/review-state";
import type { FormatId } from "../domain/media-buy/product";
import type { Instant } from "../domain/time";
import { instantOrNull } from "./row-instants";

/** A creative in one agent's library: the format chosen there and its review, as last seen. */
export type SellerCreativeRecord = {
  readonly creativeId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly formatId: FormatId;
  readonly status: string;
  /** The seller's own words: why it was rejected, or what was wrong with the sync. Untrusted text. */
  readonly rejectionReason: string | null;
  readonly syncedAt: Instant | null;
  /** When list_creatives last confirmed the status; null: only the sync reply named it. */
  readonly seenAt: Instant | null;
};

type Row = {
  readonly creativeId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  readonly formatAgentUrl: string;
  readonly formatId: string;
  readonly status: string;
  readonly rejectionReason: string | null;
  readonly syncedAt: Date | null;
  readonly seenAt: Date | null;
};

export function toSellerCreative(row: Row): SellerCreativeRecord {
  const { creativeId, salesAgentId, accountId, status, rejectionReason } = row;
  return {
    creativeId,
    salesAgentId,
    accountId,
    formatId: { agentUrl: row.formatAgentUrl, id: row.formatId },
    status,
    rejectionReason,
    syncedAt: instantOrNull(row.syncedAt),
    seenAt: instantOrNull(row.seenAt),
  };
}

/** The creative is on its way to the agent, in this format. */
export async function queueAtSeller(
  tx: Tx,
  row: {
    readonly id: string;
    readonly organisationId: string;
    readonly creativeId: string;
    readonly salesAgentId: string;
    readonly accountId: string;
    readonly formatId: FormatId;
  },
): Promise<void> {
  const { id, organisationId, creativeId, salesAgentId, accountId, formatId } = row;
  const chosen = { accountId, formatAgentUrl: formatId.agentUrl, formatId: formatId.id };
  const state = { ...chosen, status: "queued", rejectionReason: null, seenAt: null };
  await tx.sellerCreative.upsert({
    where: { creativeId_salesAgentId: { creativeId, salesAgentId } },
    create: { id, organisationId, creativeId, salesAgentId, ...state },
    update: state,
  });
}

export type SellerCreativeState = {
  readonly status: string;
  readonly rejectionReason: string | null;
  readonly syncedAt?: Instant;
  readonly seenAt?: Instant | null;
};

/** Writes what the seller says of one creative; a creative it never had from us is left alone. */
export async function saveSellerState(
  tx: Tx,
  at: { readonly organisationId: string; readonly salesAgentId: string; readonly creativeId: string },
  state: SellerCreativeState,
): Promise<void> {
  const { syncedAt, seenAt, ...columns } = state;
  await tx.sellerCreative.updateMany({
    where: at,
    data: {
      ...columns,
      ...(syncedAt === undefined ? {} : { syncedAt: new Date(syncedAt) }),
      ...(seenAt === undefined ? {} : { seenAt: seenAt === null ? null : new Date(seenAt) }),
    },
  });
}

/** Row ids of creatives by the id sellers know them by. */
export async function creativeIdsBySellerId(
  tx: Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await tx.creative.findMany({
    where: { organisationId, id: { in: [...ids] } },
    select: { id: true, creativeId: true },
  });
  return new Map(rows.map((row) => [row.creativeId, row.id]));
}

/** One creative at one seller, with the id the seller knows it by and its name. */
export type SellerCreativeWithName = SellerCreativeRecord & {
  readonly sellerKnownId: string;
  readonly name: string;
};

/** What one agent and account hold of ours and have had from us; `underReview`: only what is not decided yet. */
export async function listAtSeller(
  db: Db | Tx,
  place: { readonly organisationId: string; readonly salesAgentId: string; readonly accountId: string },
  which: "underReview" | "all",
): Promise<readonly SellerCreativeWithName[]> {
  const rows = await db.sellerCreative.findMany({
    where: { ...place, syncedAt: { not: null } },
    include: { creative: { select: { creativeId: true, name: true } } },
    orderBy: { id: "asc" },
  });
  return rows
    .filter((row) => which === "all" || isUnderReview(row.status))
    .map((row) => ({ ...toSellerCreative(row), sellerKnownId: row.creative.creativeId, name: row.creative.name }));
}

/** Every (agent, account) that has creatives of ours. */
export async function listSellerPlaces(
  db: Db | Tx,
  organisationId: string,
): Promise<readonly { readonly salesAgentId: string; readonly accountId: string }[]> {
  const rows = await db.sellerCreative.groupBy({
    by: ["salesAgentId", "accountId"],
    where: { organisationId, accountId: { not: null }, syncedAt: { not: null } },
  });
  return rows.flatMap(({ salesAgentId, accountId }) => (accountId === null ? [] : [{ salesAgentId, accountId }]));
}
