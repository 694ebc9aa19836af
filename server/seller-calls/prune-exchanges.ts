import { addMillis } from "../domain/time";
import { finishJob, rescheduleJob } from "../queue/jobs";
import { deleteExchanges, transcriptDaysOf } from "../repositories/exchanges";
import type { JobHandler } from "./job-handler";

const dayMs = 86_400_000;
/** Rows in one transaction: other writers wait for it no longer than a moment. */
const batch = 500;
const pauseMs = 100;

/**
 * Once a day: exchanges older than the organisation keeps them are deleted, a batch a run; the next batch is a run of its own, so that a
 * long backlog neither holds the writer nor the worker.
 */
export const pruneExchanges: JobHandler = async (ports, job) => {
  const { organisationId } = job;
  await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const days = await transcriptDaysOf(tx, organisationId).catch(() => null);
    if (days === null) return finishJob(tx, job);
    const gone = await deleteExchanges(tx, organisationId, addMillis(at, -days * dayMs), batch);
    await rescheduleJob(tx, job, addMillis(at, gone === batch ? pauseMs : dayMs));
  });
};
