import { setTimeout as tick } from "node:timers/promises";
import { inWriteTransaction, openDb } from "../db/client";
import { type ClaimedJob, claimDueJobs, finishJob, StaleFence } from "../queue/jobs";
import { skewTime } from "./test-skew";

/**
 * A worker that does nothing but claim and finish, for R9: its clock is off by SKEW_MS, and with STALLS=1 it once sleeps until its lease is
 * another's. What it did for a job is one row, written with the finish, that keeps how often the job was taken; a finish with a stale
 * fence writes nothing.
 */
skewTime(Number(process.env.SKEW_MS ?? 0));
const db = openDb(process.env.DATABASE_URL ?? "", { synchronous: "NORMAL", busyTimeoutMs: 20_000 });
const leaseMs = 4_000;
let claims = 0;
const counted = { claimed: 0, stale: 0, crowded: 0 };

async function finish(job: ClaimedJob): Promise<void> {
  try {
    await inWriteTransaction(
      db,
      async (tx) => {
        await finishJob(tx, job);
        const taken = BigInt(job.fence);
        await tx.rateLimit.upsert({
          where: { id: job.subjectId },
          create: { id: job.subjectId, key: job.subjectId, count: 1, lastRequest: taken },
          update: { count: { increment: 1 }, lastRequest: taken },
        });
      },
      job.organisationId,
    );
  } catch (error) {
    if (!(error instanceof StaleFence)) throw error;
    counted.stale += 1;
  }
}

/** Sleeps on what it holds until somebody else has it. */
async function stall([first]: readonly ClaimedJob[]): Promise<void> {
  if (!first) return;
  const isMine = () => db.job.count({ where: { id: first.id, fence: first.fence } });
  while ((await isMine()) > 0) await tick(20);
}

/** Lanes in which two jobs are held at this moment, by whomever. */
async function crowdedLanes(): Promise<number> {
  const held = { leaseUntil: { not: null } };
  const lanes = await db.job.groupBy({ by: ["lane"], where: held, having: { lane: { _count: { gt: 1 } } } });
  return lanes.length;
}

while ((await db.job.count()) > 0) {
  const jobs = await claimDueJobs(db, { leaseMs, limit: 16 });
  counted.claimed += jobs.length;
  claims += 1;
  if (claims % 4 === 0) counted.crowded += await crowdedLanes();
  if (process.env.STALLS === "1" && claims === 3) await stall(jobs);
  for (const job of jobs) await finish(job);
  if (jobs.length === 0) await tick(20);
}
await db.$disconnect();
process.stdout.write(`${JSON.stringify(counted)}\n`);
