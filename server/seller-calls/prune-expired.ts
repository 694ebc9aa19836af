import type { Tx } from "../db/client";
import { addMillis } from "../domain/time";
import { installation, type Ports } from "../ports";
import { enqueueJob, rescheduleJob } from "../queue/jobs";
import { deleteExpiredRows } from "../repositories/expired-rows";
import type { JobHandler } from "./job-handler";

const hourMs = 3_600_000;
/** Rows of a kind in one transaction: other writers wait for it no longer than a moment. */
const batch = 200;
const pauseMs = 100;

/** Every hour: sessions, codes, counted attempts, nonces and first outcomes that nothing asks for any more, a batch a run. */
export const pruneExpired: JobHandler = async (ports, job) => {
  await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const gone = await deleteExpiredRows(tx, at, batch);
    await rescheduleJob(tx, job, addMillis(at, gone === batch ? pauseMs : hourMs));
  });
};

/** As a process begins; the job goes on by itself. */
export async function enqueuePruning(tx: Tx, ports: Pick<Ports, "clock" | "newId">): Promise<void> {
  const at = ports.clock();
  const job = { kind: "prune_expired", subjectId: installation, lane: "prune:expired" } as const;
  await enqueueJob(tx, { id: ports.newId(), organisationId: installation, ...job, dueAt: addMillis(at, hourMs), at });
}
