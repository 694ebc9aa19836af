import type { Db } from "../db/client";
import { Prisma } from "../db/generated/client";
import { textsOf } from "../db/json-sql";
import { notFound } from "../domain/errors";

/** The calls of a change, newest first, with the task the seller opened for each; and where its media buy is. */
export const changesWithCalls = {
  mediaBuy: {
    select: {
      name: true,
      status: true,
      poNumber: true,
      sellerMediaBuyId: true,
      sellerStatus: true,
      sellerRevision: true,
      archivedAt: true,
      sandbox: true,
    },
  },
  calls: {
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    select: {
      attempts: true,
      firstSentAt: true,
      lastSentAt: true,
      state: true,
      tasks: { orderBy: { createdAt: "desc" }, take: 1 },
    },
  },
} satisfies Prisma.ChangeInclude;

export type ChangeWithCalls = Prisma.ChangeGetPayload<{ include: typeof changesWithCalls }>;

const inOrder = [{ position: "asc" }, { id: "asc" }] satisfies Prisma.ChangeOrderByWithRelationInput[];

export type WholeChangeSet = NonNullable<Awaited<ReturnType<typeof findWhole>>>;

function findWhole(db: Db, organisationId: string, id: string) {
  return db.changeSet.findFirst({
    where: { id, organisationId },
    include: {
      approvals: { orderBy: { at: "asc" }, include: { lines: true } },
      changes: { include: changesWithCalls, orderBy: inOrder },
    },
  });
}

/** A change set with its changes, calls, tasks and decisions. NOT_FOUND, also for another organisation's. */
export async function getWholeChangeSet(db: Db, organisationId: string, id: string): Promise<WholeChangeSet> {
  const row = await findWhole(db, organisationId, id);
  if (!row) throw notFound("The change set");
  return row;
}

/** How far the changes of these sets are, and nothing else of them. NOT_FOUND when any of them is another organisation's. */
export async function movesOf(db: Db, organisationId: string, ids: readonly string[]) {
  const sets = await db.changeSet.findMany({
    where: { organisationId, id: { in: [...ids] } },
    select: { id: true, changes: { select: { state: true, mediaBuyId: true } } },
  });
  if (sets.length < new Set(ids).size) throw notFound("The change set");
  return sets;
}

export type ChangeSetFilter = {
  readonly state: "waiting" | "decided" | "all";
  /** Rows older than this id (ids sort by time). */
  readonly before: string | null;
  readonly limit: number;
};

export type ListedChangeSet = Awaited<ReturnType<typeof listChangeSets>>[number];

/** Newest first, one row more than `limit` when there are more; three statements. */
export function listChangeSets(db: Db, organisationId: string, { state, before, limit }: ChangeSetFilter) {
  return db.changeSet.findMany({
    where: {
      organisationId,
      ...(state === "waiting" ? { state: "in_review" } : {}),
      ...(state === "decided" ? { state: { not: "in_review" } } : {}),
      ...(before === null ? {} : { id: { lt: before } }),
    },
    include: {
      changes: {
        orderBy: inOrder,
        omit: { request: true },
        include: { mediaBuy: { select: { name: true, sellerRevision: true } } },
      },
    },
    orderBy: { id: "desc" },
    take: limit + 1,
  });
}

/** A row's name, and what else its kind is shown with: sandbox flag of an agent, zone of a campaign, the seller's id of a package, limit of the organisation. */
export type NamedRow = { readonly id: string; readonly name: string; readonly detail: string | null };

/** Names of rows of any kind, in one statement however many there are; a row of another organisation is left out. */
export async function namesOf(
  db: Db,
  organisationId: string,
  ids: Iterable<string | null>,
): Promise<ReadonlyMap<string, NamedRow>> {
  const wanted = [...new Set(ids)].filter((id) => id !== null);
  // From the ids to the rows, never the other way: an index by organisation leads through everything that it has.
  const named = (table: string, detail: string) => Prisma.sql`SELECT t."id", t."name", ${Prisma.raw(detail)} AS detail
      FROM wanted CROSS JOIN ${Prisma.raw(`"${table}"`)} t WHERE t."id" = wanted.value AND t."organisationId" = ${organisationId}`;
  const rows = await db.$queryRaw<NamedRow[]>(Prisma.sql`
    WITH wanted AS (${textsOf(db, wanted)})
    ${named("User", "NULL")}
    UNION ALL
    ${named("SalesAgent", `CASE WHEN t."sandbox" THEN 'sandbox' END`)}
    UNION ALL
    ${named("Campaign", 't."timeZone"')}
    UNION ALL
    ${named("MediaBuy", "NULL")}
    UNION ALL
    ${named("Package", 't."sellerPackageId"')}
    UNION ALL
    SELECT id, name, CAST("approvalLimitMicros" AS TEXT) FROM "Organisation" WHERE id = ${organisationId}`);
  return new Map(rows.map((row) => [row.id, row]));
}

export type LastReview = {
  readonly salesAgentId: string;
  readonly tool: string;
  readonly openedAt: Date;
  readonly settledAt: Date | null;
};

/** The newest reviews that these sellers made of our requests, newest first. */
export async function lastReviews(
  db: Db,
  organisationId: string,
  salesAgentIds: readonly string[],
): Promise<readonly LastReview[]> {
  const rows = await db.sellerTask.findMany({
    where: { organisationId, salesAgentId: { in: [...salesAgentIds] } },
    select: { salesAgentId: true, createdAt: true, settledAt: true, sellerCall: { select: { tool: true } } },
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.map(({ salesAgentId, createdAt, settledAt, sellerCall }) => {
    return { salesAgentId, tool: sellerCall.tool, openedAt: createdAt, settledAt };
  });
}
