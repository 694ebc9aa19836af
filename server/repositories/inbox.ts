import type { Db, Tx } from "../db/client";
import type { Prisma } from "../db/generated/client";
import { DomainError } from "../domain/errors";
import { encodeResolution, isClosing, type Resolution } from "../domain/inbox/resolution";
import { ambiguousMatch, notAtSeller, takenButNotShown } from "../domain/media-buy/blocked-by";
import type { Instant } from "../domain/time";
import { changesWithCalls } from "./change-views";

/** open: nobody has done anything about it; asked: the seller was asked and has not answered. */
export type InboxTab = "open" | "asked";

export type InboxPage = {
  readonly tab: InboxTab;
  /** Rows older than this id (ids sort by time). */
  readonly before: string | null;
  readonly limit: number;
};

/**
 * Every change that may wait on a person; `inboxKindOf` says why, by the same rules. Each way to wait names the organisation, that it is
 * open and a state: so either database goes by an index that holds all three, and never reads what was settled as asked.
 */
function waiting(db: Db, organisationId: string, tab: InboxTab): Prisma.ChangeWhereInput {
  const pastDue = { settledAt: null, lastPolledAt: { gte: db.sellerTask.fields.overdueAt } };
  const overdue = { some: { tasks: { some: pastDue } } };
  const ways: readonly Prisma.ChangeWhereInput[] = [
    { state: { in: ["input_required", "unknown", "refused", "failed"] } },
    { state: "rejected", changeSet: { state: { notIn: ["rejected", "discarded"] } } },
    { state: "settled", missed: { gt: 0 } },
    { state: { in: ["submitted", "working"] }, OR: [{ calls: overdue }, { errorCode: ambiguousMatch }] },
    { state: "verifying", errorCode: { in: [takenButNotShown, ambiguousMatch, notAtSeller] } },
  ];
  return {
    resolution: tab === "open" ? null : { not: null },
    AND: [
      { OR: [{ mediaBuyId: null }, { mediaBuy: { archivedAt: null } }] },
      { OR: ways.map((way) => ({ organisationId, resolvedAt: null, ...way })) },
    ],
  };
}

const withSet = {
  ...changesWithCalls,
  changeSet: { select: { state: true, title: true, campaignId: true, authorId: true } },
} satisfies Prisma.ChangeInclude;

export type InboxRow = Prisma.ChangeGetPayload<{ include: typeof withSet }>;

/** Newest first, one row more than `limit` when there are more. */
export function listInbox(db: Db, organisationId: string, page: InboxPage): Promise<InboxRow[]> {
  return db.change.findMany({
    where: { ...waiting(db, organisationId, page.tab), ...(page.before === null ? {} : { id: { lt: page.before } }) },
    include: withSet,
    orderBy: { id: "desc" },
    take: page.limit + 1,
  });
}

export function countInbox(db: Db, organisationId: string, tab: InboxTab): Promise<number> {
  return db.change.count({ where: waiting(db, organisationId, tab) });
}

type ResolvedChange = { readonly id: string; readonly organisationId: string };

/** Writes what a person did about it; only while nobody else has settled it (STALE_REVISION). */
export async function resolveChange(tx: Tx, change: ResolvedChange, resolution: Resolution): Promise<void> {
  const { count } = await tx.change.updateMany({
    where: { id: change.id, organisationId: change.organisationId, resolvedAt: null },
    data: {
      resolution: encodeResolution(resolution),
      ...(isClosing(resolution.kind) ? { resolvedAt: new Date(resolution.at) } : {}),
      revision: { increment: 1 },
    },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else has settled this meanwhile");
}

/** When the worker acts on it next: sends it again, looks for it at the seller, or asks the task. Soonest first. */
export async function nextSteps(
  db: Db | Tx,
  kinds: readonly string[],
  subjectIds: readonly string[],
): Promise<readonly { readonly kind: string; readonly dueAt: Date; readonly running: boolean }[]> {
  const rows = await db.job.findMany({
    where: { kind: { in: [...kinds] }, subjectId: { in: [...subjectIds] } },
    select: { kind: true, dueAt: true, leaseUntil: true },
    orderBy: { dueAt: "asc" },
  });
  return rows.map(({ kind, dueAt, leaseUntil }) => ({ kind, dueAt, running: leaseUntil !== null }));
}

/** A change that was settled by a person needs one again, at the media buy that it made. */
export async function reopenChange(tx: Tx, change: ResolvedChange, mediaBuyId: string): Promise<void> {
  await tx.change.updateMany({
    where: { id: change.id, organisationId: change.organisationId },
    data: { mediaBuyId, resolution: null, resolvedAt: null, revision: { increment: 1 } },
  });
}

/** The newest create of the media buy that replaced this one, unless it came to nothing here. */
export function correctedCreateOf(tx: Tx, organisationId: string, mediaBuyId: string, replacedId: string) {
  return tx.change.findFirst({
    where: {
      organisationId,
      mediaBuyId,
      kind: "create_media_buy",
      id: { not: replacedId },
      resolvedAt: null,
      changeSet: { state: { notIn: ["rejected", "discarded"] } },
    },
    select: { state: true, changeSetId: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
}

/** An answer that waits for an approver is taken back: the seller has done what it was to replace. It is alone in its set. */
export async function discardUnsent(tx: Tx, organisationId: string, changeSetId: string, at: Instant): Promise<void> {
  const ended = { settledAt: new Date(at), revision: { increment: 1 } };
  const set = { id: changeSetId, organisationId, state: "in_review" };
  const { count } = await tx.changeSet.updateMany({ where: set, data: { state: "discarded", ...ended } });
  if (count === 0) throw new DomainError("STALE_REVISION", "The corrected request has been decided meanwhile");
  const lines = { organisationId, changeSetId, state: "in_review" };
  await tx.change.updateMany({ where: lines, data: { state: "rejected", ...ended } });
}
