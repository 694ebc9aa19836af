import type { Db, Tx } from "../db/client";
import { containing } from "../db/dialect";
import type { Prisma } from "../db/generated/client";
import type { CreativeKind, CreativeMedia } from "../domain/creative/creative";
import { DomainError, notFound } from "../domain/errors";
import type { Instant } from "../domain/time";
import { instantOf, instantOrNull } from "./row-instants";
import { type SellerCreativeRecord, toSellerCreative } from "./seller-creatives";

/** A creative of the library with where it stands at each seller that has it. */
export type CreativeRecord = CreativeMedia & {
  readonly id: string;
  readonly organisationId: string;
  readonly brandId: string | null;
  readonly name: string;
  /** The id sellers know it by. */
  readonly creativeId: string;
  readonly assetUrl: string | null;
  readonly uploadId: string | null;
  readonly mime: string | null;
  readonly createdAt: Instant;
  /** When anything that sellers see last changed. */
  readonly updatedAt: Instant;
  readonly archivedAt: Instant | null;
  readonly revision: number;
  readonly atSellers: readonly SellerCreativeRecord[];
  readonly assignedPackages: number;
};

const withSellers = { atSellers: { orderBy: { salesAgentId: "asc" } } } satisfies Prisma.CreativeInclude;
type Row = Prisma.CreativeGetPayload<{ include: typeof withSellers }>;

export async function getCreative(db: Db | Tx, organisationId: string, id: string): Promise<CreativeRecord> {
  const row = await db.creative.findFirst({ where: { id, organisationId }, include: withSellers });
  const [creative] = row ? await toRecords(db, organisationId, [row]) : [];
  if (!creative) throw notFound("The creative");
  return creative;
}

/** All of them in the order asked for; one that is missing or another organisation's fails the whole list. */
export async function getCreatives(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<readonly CreativeRecord[]> {
  const rows = await db.creative.findMany({ where: { id: { in: [...ids] }, organisationId }, include: withSellers });
  const byId = new Map((await toRecords(db, organisationId, rows)).map((creative) => [creative.id, creative]));
  return ids.map((id) => {
    const found = byId.get(id);
    if (!found) throw notFound("A creative");
    return found;
  });
}

/** By the ids sellers know; ones that are not there are left out. */
export async function creativesBySellerId(
  db: Db | Tx,
  organisationId: string,
  creativeIds: readonly string[],
): Promise<readonly CreativeRecord[]> {
  const where = { organisationId, creativeId: { in: [...creativeIds] } };
  return toRecords(db, organisationId, await db.creative.findMany({ where, include: withSellers }));
}

export type CreativeFilter = {
  readonly text: string;
  readonly kind: CreativeKind | null;
  /** A state at any seller, or at `salesAgentId` alone; `missing`: no seller has it. */
  readonly state: string | null;
  readonly salesAgentId: string | null;
  readonly archived: boolean;
  readonly limit: number;
  readonly cursor: string | null;
};

/** Newest change first, keyset pages. */
export async function listCreatives(
  db: Db | Tx,
  organisationId: string,
  filter: CreativeFilter,
): Promise<{ readonly rows: readonly CreativeRecord[]; readonly nextCursor: string | null }> {
  const rows = await db.creative.findMany({
    where: { organisationId, AND: [matching(filter), after(filter.cursor)] },
    include: withSellers,
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: filter.limit + 1,
  });
  const page = rows.slice(0, filter.limit);
  const last = page.at(-1);
  const nextCursor = rows.length > filter.limit && last ? `${last.updatedAt.toISOString()}/${last.id}` : null;
  return { rows: await toRecords(db, organisationId, page), nextCursor };
}

function matching(filter: CreativeFilter): Prisma.CreativeWhereInput {
  const atAgent = filter.salesAgentId === null ? {} : { salesAgentId: filter.salesAgentId };
  return {
    archivedAt: filter.archived ? { not: null } : null,
    ...(filter.kind === null ? {} : { kind: filter.kind }),
    ...(filter.text === "" ? {} : { name: containing(filter.text) }),
    ...(filter.state === "missing" ? { atSellers: { none: atAgent } } : {}),
    ...(filter.state !== null && filter.state !== "missing"
      ? { atSellers: { some: { ...atAgent, status: filter.state } } }
      : {}),
  };
}

function after(cursor: string | null): Prisma.CreativeWhereInput {
  if (cursor === null) return {};
  const [at = "", id = ""] = cursor.split("/");
  const updatedAt = new Date(at);
  if (Number.isNaN(updatedAt.getTime())) throw new DomainError("INVALID_INPUT", "The page is not known");
  return { OR: [{ updatedAt: { lt: updatedAt } }, { updatedAt, id: { lt: id } }] };
}

/** Everything a campaign could use: not archived, of its brand or of none; at most `limit`, newest first. */
export async function listUsableCreatives(
  db: Db | Tx,
  organisationId: string,
  brandId: string | null,
  limit: number,
): Promise<readonly CreativeRecord[]> {
  const ofBrand = brandId === null ? {} : { OR: [{ brandId }, { brandId: null }] };
  const rows = await db.creative.findMany({
    where: { organisationId, archivedAt: null, ...ofBrand },
    include: withSellers,
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return toRecords(db, organisationId, rows);
}

export type CreativeValues = CreativeMedia & {
  readonly name: string;
  readonly assetUrl: string | null;
  readonly uploadId: string | null;
  readonly mime: string | null;
};

export type NewCreative = CreativeValues & {
  readonly id: string;
  readonly organisationId: string;
  readonly creativeId: string;
  readonly createdById: string;
  readonly at: Instant;
};

export async function insertCreative(tx: Tx, creative: NewCreative): Promise<void> {
  const { at, ...columns } = creative;
  await tx.creative.create({ data: { ...columns, createdAt: new Date(at), updatedAt: new Date(at) } });
}

/** Writes only if nobody else has written since `revision` was read. */
export async function updateCreative(
  tx: Tx,
  creative: { readonly organisationId: string; readonly id: string; readonly revision: number },
  data: Partial<CreativeValues> & { readonly updatedAt?: Instant; readonly archivedAt?: Instant | null },
): Promise<void> {
  const { updatedAt, archivedAt, ...columns } = data;
  const { count } = await tx.creative.updateMany({
    where: { id: creative.id, organisationId: creative.organisationId, revision: creative.revision },
    data: {
      ...columns,
      ...(updatedAt === undefined ? {} : { updatedAt: new Date(updatedAt) }),
      ...(archivedAt === undefined ? {} : { archivedAt: archivedAt === null ? null : new Date(archivedAt) }),
      revision: creative.revision + 1,
    },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed this creative; reload to see it");
}

/** With how many packages each is on, counted for these alone. */
async function toRecords(
  db: Db | Tx,
  organisationId: string,
  rows: readonly Row[],
): Promise<readonly CreativeRecord[]> {
  const where = { organisationId, creativeId: { in: rows.map((row) => row.id) } };
  const counts = await db.creativeAssignment.groupBy({ by: ["creativeId"], where, _count: { _all: true } });
  const assigned = new Map(counts.map((count) => [count.creativeId, count._count._all]));
  return rows.map((row) => toRecord(row, assigned.get(row.id) ?? 0));
}

function toRecord(row: Row, assignedPackages: number): CreativeRecord {
  const { createdAt, updatedAt, archivedAt, atSellers, createdById: _, ...columns } = row;
  return {
    ...columns,
    kind: row.kind === "video" ? "video" : "image",
    createdAt: instantOf(createdAt),
    updatedAt: instantOf(updatedAt),
    archivedAt: instantOrNull(archivedAt),
    atSellers: atSellers.map(toSellerCreative),
    assignedPackages,
  };
}
