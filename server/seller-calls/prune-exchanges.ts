import { addMillis } from "../domain/time";
import { finishJob, rescheduleJob } from "../queue/jobs";
import { deleteExchanges, transcriptDaysOf } from "../repositories/exchanges";
import { deleteWebhookReceipts } from "../repositories/expired-rows";
import type { JobHandler } from "./job-handler";

const dayMs = 86_400_000;
/** Rows in one transaction: other writers wait for it no longer than a moment. */
const batch = 500;
const pauseMs = 100;
/** A seller's webhook that is repeated is known again for at least this long. */
const receiptDays = 30;

/**
 * Once a day: exchanges older than the organisation keeps them, and webhooks' receipts with them, are deleted, a batch a run; the next
 * batch is a run of its own, so that a long backlog neither holds the writer nor the worker.
 */
export const pruneExchanges: JobHandler = async (ports, job) => {
  const { organisationId } = job;
  await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const days = await transcriptDaysOf(tx, organisationId).catch(() => null);
    if (days === null) return finishJob(tx, job);
    const gone = await deleteExchanges(tx, organisationId, addMillis(at, -days * dayMs), batch);
    const receiptsUntil = addMillis(at, -Math.max(days, receiptDays) * dayMs);
    const receipts = await deleteWebhookReceipts(tx, organisationId, receiptsUntil, batch);
    await rescheduleJob(tx, job, addMillis(at, Math.max(gone, receipts) === batch ? pauseMs : dayMs));
  });
};
