import type { Db, Tx } from "../db/client";
import { inWriteTransaction } from "../db/client";
import { dialectOf } from "../db/dialect";
import { insertRows } from "../db/insert-rows";
import { addMillis, type Instant } from "../domain/time";
import { claimOnPostgresql } from "./claim-on-postgresql";
import { databaseNow } from "./database-clock";

export const jobKinds = [
  "send_seller_call",
  "poll_seller_task",
  "verify_change",
  "refresh_media_buy",
  "pull_delivery",
  "refresh_creatives",
  "contact_sales_agent",
  "apply_webhook",
  "check_idempotency",
  "check_account",
  "prune_exchanges",
  "prune_expired",
  "scan_account",
  "adopt_media_buys",
  "send_mail",
] as const;
export type JobKind = (typeof jobKinds)[number];

export type NewJob = {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: JobKind;
  readonly subjectId: string;
  /** Jobs of one lane run one at a time. */
  readonly lane: string;
  readonly dueAt: Instant;
  readonly at: Instant;
};

/** A job this process holds until its lease ends; `fence` proves it when the job is given back. */
export type ClaimedJob = {
  readonly id: string;
  readonly organisationId: string;
  readonly kind: JobKind;
  readonly subjectId: string;
  readonly lane: string;
  /** Failed runs in a row before this one. */
  readonly attempts: number;
  readonly fence: number;
};

/** Somebody else holds the job by now: whatever was about to be written is not ours to write. */
export class StaleFence extends Error {
  constructor(job: Pick<ClaimedJob, "id" | "kind">) {
    super(`Job ${job.kind} ${job.id} is held by another worker`);
    this.name = "StaleFence";
  }
}

/** While a job is held its due time stands here, so that an enqueue meanwhile shows as an earlier one. */
const unasked = new Date("9999-12-31T00:00:00.000Z");

/** Upsert on (kind, subjectId): the earlier due time wins. Asked for while it runs, the job runs once more. */
export async function enqueueJob(tx: Tx, job: NewJob): Promise<void> {
  const { id, organisationId, kind, subjectId, lane } = job;
  const dueAt = new Date(job.dueAt);
  const known = await tx.job.upsert({
    where: { kind_subjectId: { kind, subjectId } },
    create: { id, organisationId, kind, subjectId, lane, dueAt, createdAt: new Date(job.at) },
    // Nothing changes, but nobody takes or ends the job before this transaction has.
    update: { kind },
    select: { dueAt: true },
  });
  if (known.dueAt <= dueAt) return;
  await tx.job.updateMany({ where: { kind, subjectId, dueAt: { gt: dueAt } }, data: { dueAt } });
}

/** The same for many new subjects at once: none of them has a job of this kind yet. */
export async function enqueueNewJobs(tx: Tx, jobs: readonly NewJob[]): Promise<void> {
  const rows = jobs.map(({ dueAt, at, ...job }) => ({ ...job, dueAt: new Date(dueAt), createdAt: new Date(at) }));
  await insertRows(tx, "Job", rows);
}

/** How many subjects have a job of this kind, over all organisations: what their looks share is this process. */
export function countJobs(db: Db | Tx, kind: JobKind): Promise<number> {
  return db.job.count({ where: { kind } });
}

/** The subjects of a lane that nobody works on, those due first; the job itself left out. */
export async function nextInLane(
  db: Db | Tx,
  { kind, lane, id }: Pick<ClaimedJob, "kind" | "lane" | "id">,
  take: number,
): Promise<readonly string[]> {
  const rows = await db.job.findMany({
    where: { kind, lane, leaseUntil: null, id: { not: id } },
    orderBy: [{ dueAt: "asc" }, { id: "asc" }],
    take,
    select: { subjectId: true },
  });
  return rows.map((row) => row.subjectId);
}

type Claim = {
  readonly leaseMs: number;
  readonly limit: number;
  /** Only of these; absent: of all. */
  readonly kinds?: readonly JobKind[];
  /** For tests and simulated time; else it is the database's clock, the one clock that all workers share. */
  readonly now?: Instant;
};

/** Takes jobs whose holder let the lease run out, then due ones, oldest first and one per lane. */
export async function claimDueJobs(db: Db, claim: Claim): Promise<readonly ClaimedJob[]> {
  const kinds: readonly string[] = claim.kinds ?? jobKinds;
  if (dialectOf(db) === "postgresql") return (await claimOnPostgresql(db, { ...claim, kinds })).filter(isOurs);
  const now = new Date(claim.now ?? (await databaseNow(db)));
  const kind = { in: [...kinds] };
  const due = { kind, OR: [{ leaseUntil: null, dueAt: { lte: now } }, { leaseUntil: { lte: now } }] };
  if (!(await db.job.findFirst({ where: due, select: { id: true } }))) return [];
  return inWriteTransaction(db, async (tx) => {
    const held = await tx.job.findMany({ where: { leaseUntil: { not: null } }, orderBy: [{ leaseUntil: "asc" }] });
    // A held job's due time says nothing: what a dead worker left behind goes first, not behind the whole backlog.
    const left = held.filter((job) => job.leaseUntil !== null && job.leaseUntil <= now && kinds.includes(job.kind));
    const lanes = new Set(held.map((job) => job.lane));
    const waiting = await tx.job.findMany({
      where: { leaseUntil: null, dueAt: { lte: now }, lane: { notIn: [...lanes] }, kind },
      orderBy: [{ dueAt: "asc" }, { createdAt: "asc" }, { id: "asc" }],
      take: claim.limit * 8,
    });
    const first = waiting.filter((job) => !lanes.has(job.lane) && lanes.add(job.lane));
    const leaseUntil = new Date(now.getTime() + claim.leaseMs);
    const taken = [...left, ...first].slice(0, claim.limit).filter(isOurs);
    const ids = taken.map((row) => row.id);
    await tx.job.updateMany({
      where: { id: { in: ids } },
      data: { fence: { increment: 1 }, leaseUntil, dueAt: unasked },
    });
    return taken.map(({ id, organisationId, kind, subjectId, lane, attempts, fence }) => {
      return { id, organisationId, kind, subjectId, lane, attempts, fence: fence + 1 };
    });
  });
}

const heldBy = ({ id, fence }: ClaimedJob) => ({ id, fence, leaseUntil: { not: null } });

/** Done: the row goes, unless somebody asked for another run meanwhile. Throws StaleFence. */
export async function finishJob(tx: Tx, job: ClaimedJob): Promise<void> {
  const done = await tx.job.deleteMany({ where: { ...heldBy(job), dueAt: unasked } });
  if (done.count === 1) return;
  const again = { leaseUntil: null, attempts: 0, lastError: null };
  const { count } = await tx.job.updateMany({ where: heldBy(job), data: again });
  if (count !== 1) throw new StaleFence(job);
}

/** Gives the job back for `dueAt` (or earlier, when asked for meanwhile). With an error it counts as failed. Throws StaleFence. */
export async function rescheduleJob(tx: Tx, job: ClaimedJob, dueAt: Instant, error?: string): Promise<void> {
  const next = new Date(dueAt);
  const data = {
    leaseUntil: null,
    attempts: error === undefined ? 0 : job.attempts + 1,
    lastError: error?.slice(0, 1000) ?? null,
  };
  const later = await tx.job.updateMany({
    where: { ...heldBy(job), dueAt: { gt: next } },
    data: { ...data, dueAt: next },
  });
  if (later.count === 1) return;
  const { count } = await tx.job.updateMany({ where: heldBy(job), data });
  if (count !== 1) throw new StaleFence(job);
}

/** Lengthens the lease of a job that is still running; false when it was lost. */
export async function renewLease(db: Db, job: ClaimedJob, lease: Omit<Claim, "limit">): Promise<boolean> {
  const leaseUntil = new Date(addMillis(lease.now ?? (await databaseNow(db)), lease.leaseMs));
  const { count } = await db.job.updateMany({ where: heldBy(job), data: { leaseUntil } });
  return count === 1;
}

/** Throws StaleFence unless this process still holds the job; nobody else can take it before `tx` has ended. */
export async function assertHeld(tx: Tx, job: ClaimedJob): Promise<void> {
  const { count } = await tx.job.updateMany({ where: heldBy(job), data: { fence: job.fence } });
  if (count !== 1) throw new StaleFence(job);
}

/** Moves jobs nobody holds to `dueAt`: their work was just done together with another's. */
export async function postponeJobs(
  tx: Tx,
  kind: JobKind,
  subjectIds: readonly string[],
  dueAt: Instant,
): Promise<void> {
  await tx.job.updateMany({
    where: { kind, subjectId: { in: [...subjectIds] }, leaseUntil: null },
    data: { dueAt: new Date(dueAt) },
  });
}

/** Which of the subjects have a job of this kind waiting or running. */
export async function subjectsWithJob(
  tx: Tx,
  kind: JobKind,
  subjectIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await tx.job.findMany({
    where: { kind, subjectId: { in: [...subjectIds] } },
    select: { subjectId: true },
  });
  return rows.map((row) => row.subjectId);
}

/** A newer release may know kinds that this one does not: they are its to do. */
function isOurs<Row extends { readonly kind: string }>(row: Row): row is Row & { readonly kind: JobKind } {
  return (jobKinds as readonly string[]).includes(row.kind);
}
