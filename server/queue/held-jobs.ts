import type { Tx } from "../db/client";
import { type ClaimedJob, enqueueJob, enqueueNewJobs, type NewJob, StaleFence } from "./jobs";

/** While a job is held its due time stands here (jobs.ts). */
const unasked = new Date("9999-12-31T00:00:00.000Z");

/** Of these jobs, those that this process still holds; nobody else can take them before `tx` has ended. */
export async function heldOf(tx: Tx, jobs: readonly ClaimedJob[]): Promise<readonly ClaimedJob[]> {
  const [first] = jobs;
  if (!first || jobs.length === 1) return first && (await isHeld(tx, first)) ? jobs : [];
  const id = { in: jobs.map((job) => job.id) };
  // Nothing changes, but from here on the rows are ours.
  await tx.job.updateMany({ where: { id, leaseUntil: { not: null } }, data: { fence: { increment: 0 } } });
  const rows = await tx.job.findMany({ where: { id, leaseUntil: { not: null } }, select: { id: true, fence: true } });
  const fenceOf = new Map(rows.map((row) => [row.id, row.fence]));
  return jobs.filter((job) => fenceOf.get(job.id) === job.fence);
}

async function isHeld(tx: Tx, { id, fence }: ClaimedJob): Promise<boolean> {
  const { count } = await tx.job.updateMany({ where: { id, fence, leaseUntil: { not: null } }, data: { fence } });
  return count === 1;
}

/** `finishJob` of several that are held for certain: the rows go, except those that somebody has asked for again. */
export async function finishHeld(tx: Tx, jobs: readonly ClaimedJob[]): Promise<void> {
  const [first] = jobs;
  if (!first) return;
  const id = { in: jobs.map((job) => job.id) };
  const done = await tx.job.deleteMany({ where: { id, dueAt: unasked } });
  if (done.count === jobs.length) return;
  const again = { leaseUntil: null, attempts: 0, lastError: null };
  const { count } = await tx.job.updateMany({ where: { id, leaseUntil: { not: null } }, data: again });
  if (done.count + count !== jobs.length) throw new StaleFence(first);
}

/** `enqueueJob` of many of one kind: the earlier due time wins. Asked for while it runs, a job runs once more. */
export async function enqueueJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  const [first] = jobs;
  if (!first) return;
  if (jobs.length === 1) return enqueueJob(tx, first);
  const { kind } = first;
  const known = { kind, subjectId: { in: jobs.map((job) => job.subjectId) } };
  // Nothing changes, but nobody takes or ends those that are there before this transaction has.
  const { count } = await tx.job.updateMany({ where: known, data: { kind } });
  const found = count === 0 ? [] : await tx.job.findMany({ where: known, select: { subjectId: true, dueAt: true } });
  const dueOf = new Map(found.map((row) => [row.subjectId, row.dueAt]));
  const fresh = jobs.filter((job) => !dueOf.has(job.subjectId));
  await enqueueNewJobs(tx, fresh);
  for (const { subjectId, dueAt: instant } of jobs) {
    const [due, dueAt] = [dueOf.get(subjectId), new Date(instant)];
    if (!due || due <= dueAt) continue;
    await tx.job.updateMany({ where: { kind, subjectId, dueAt: { gt: dueAt } }, data: { dueAt } });
  }
}
