import type { Tx } from "../db/client";
import { addMillis, type Instant, instantFromMillis } from "../domain/time";

export type SellerTaskRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly sellerCallId: string;
  readonly salesAgentId: string;
  readonly taskId: string;
  readonly status: string;
  readonly polls: number;
  readonly createdAt: Instant;
  readonly overdueAt: Instant;
  readonly lastPolledAt: Instant | null;
  readonly settledAt: Instant | null;
};

/** After this the task is shown as overdue; it has not failed, an insertion order may take days (requirements §4.5). */
const overdueMs = 24 * 3_600_000;

export type NewSellerTask = {
  readonly id: string;
  readonly organisationId: string;
  readonly sellerCallId: string;
  readonly salesAgentId: string;
  readonly taskId: string;
  readonly status: string;
  readonly message: string | null;
  readonly at: Instant;
};

/** The task of a reply; a replayed reply names one that we have already. Returns its row id. */
export async function openSellerTask(tx: Tx, task: NewSellerTask): Promise<string> {
  const { at, ...columns } = task;
  const { salesAgentId, taskId } = task;
  const known = await tx.sellerTask.findUnique({ where: { salesAgentId_taskId: { salesAgentId, taskId } } });
  if (known) return known.id;
  await tx.sellerTask.create({
    data: { ...columns, createdAt: new Date(at), overdueAt: new Date(addMillis(at, overdueMs)) },
  });
  return task.id;
}

export async function getSellerTask(tx: Tx, organisationId: string, id: string): Promise<SellerTaskRecord | null> {
  const row = await tx.sellerTask.findFirst({ where: { id, organisationId } });
  return row && toRecord(row);
}

/** The task by the seller's own id, with what it is about. */
export async function findSellerTask(
  tx: Tx,
  named: { readonly organisationId: string; readonly salesAgentId: string; readonly taskId: string },
): Promise<(SellerTaskRecord & { readonly changeId: string | null; readonly mediaBuyId: string | null }) | null> {
  const row = await tx.sellerTask.findFirst({
    where: named,
    include: { sellerCall: { select: { changeId: true, mediaBuyId: true } } },
  });
  return row && { ...toRecord(row), ...row.sellerCall };
}

type Row = NonNullable<Awaited<ReturnType<Tx["sellerTask"]["findFirst"]>>>;

function toRecord(row: Row): SellerTaskRecord {
  return {
    id: row.id,
    organisationId: row.organisationId,
    sellerCallId: row.sellerCallId,
    salesAgentId: row.salesAgentId,
    taskId: row.taskId,
    status: row.status,
    polls: row.polls,
    createdAt: instantFromMillis(row.createdAt.getTime()),
    overdueAt: instantFromMillis(row.overdueAt.getTime()),
    lastPolledAt: row.lastPolledAt && instantFromMillis(row.lastPolledAt.getTime()),
    settledAt: row.settledAt && instantFromMillis(row.settledAt.getTime()),
  };
}

export async function recordPoll(
  tx: Tx,
  task: SellerTaskRecord,
  poll: { readonly at: Instant; readonly status: string; readonly message: string | null; readonly settled: boolean },
): Promise<void> {
  await tx.sellerTask.updateMany({
    where: { id: task.id, organisationId: task.organisationId },
    data: {
      status: poll.status.slice(0, 64),
      ...(poll.message === null ? {} : { message: poll.message.slice(0, 2000) }),
      polls: task.polls + 1,
      lastPolledAt: new Date(poll.at),
      ...(poll.settled ? { settledAt: new Date(poll.at) } : {}),
    },
  });
}

/** The buy was found another way: nothing is left to ask this task. */
export async function settleTasksOf(tx: Tx, organisationId: string, sellerCallId: string, at: Instant): Promise<void> {
  await tx.sellerTask.updateMany({
    where: { organisationId, sellerCallId, settledAt: null },
    data: { settledAt: new Date(at) },
  });
}
