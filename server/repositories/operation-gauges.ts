import type { Db } from "../db/client";
import { addMillis, type Instant, millisOf } from "../domain/time";

const dayMs = 86_400_000;

/** How the whole installation stands, over all organisations: for whoever operates it, never for a page. */
export async function readOperationGauges(db: Db, now: Instant) {
  const at = new Date(now);
  const due = { dueAt: { lte: at }, OR: [{ leaseUntil: null }, { leaseUntil: { lte: at } }] };
  const [waiting, leased, failing, unknown, unverified, refused] = await Promise.all([
    db.job.aggregate({ where: due, _count: true, _min: { dueAt: true } }),
    db.job.count({ where: { leaseUntil: { gt: at } } }),
    db.job.count({ where: { attempts: { gt: 0 } } }),
    db.change.count({ where: { state: "unknown" } }),
    db.change.count({ where: { state: "verifying" } }),
    db.agentEvent.count({ where: { kind: "webhook_refused", at: { gte: new Date(addMillis(now, -dayMs)) } } }),
  ]);
  const oldest = waiting._min.dueAt;
  return {
    jobs_due: waiting._count,
    jobs_oldest_due_seconds: oldest === null ? 0 : (millisOf(now) - oldest.getTime()) / 1_000,
    jobs_leased: leased,
    jobs_failing: failing,
    changes_unknown: unknown,
    changes_unverified: unverified,
    webhooks_refused_last_day: refused,
  };
}
