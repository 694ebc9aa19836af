import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { type ClaimedJob, enqueueJob, finishJob, rescheduleJob } from "../queue/jobs";
import { getSalesAgent } from "../repositories/sales-agents";
import { whyNoCheck } from "./check-idempotency";
import { contactSalesAgent } from "./contact-sales-agent";
import type { JobHandler } from "./job-handler";

/** Capabilities are asked for again this often; writes refresh health by themselves. */
const againMs = 15 * 60_000;

/** The first minute belongs to whoever has just added the agent. */
const tryAfterMs = 60_000;

/** An agent that promises to recognise repeats is tried once, where it has an account that is no real money. */
async function tryPromiseOnce(tx: Tx, ports: Ports, job: ClaimedJob): Promise<void> {
  const agent = await getSalesAgent(tx, job.organisationId, job.subjectId);
  if (agent.idempotencyCheck !== null || whyNoCheck(agent) !== null) return;
  const at = ports.clock();
  const { organisationId, subjectId, lane } = job;
  const dueAt = addMillis(at, tryAfterMs);
  await enqueueJob(tx, { id: ports.newId(), organisationId, kind: "check_idempotency", subjectId, lane, dueAt, at });
}

/** First contact with an agent, then a look now and again; the job ends with the agent. */
export const contactSalesAgentJob: JobHandler = async (ports, job) => {
  try {
    const outcome = await contactSalesAgent(ports, job.organisationId, job.subjectId);
    const failed = outcome.kind === "failed" ? `${outcome.problem.code}: ${outcome.problem.message}` : undefined;
    const wait = failed === undefined ? spread(againMs, ports.random()) : backOffMs(job.attempts + 1, ports.random());
    await ports.inTransaction(async (tx) => {
      await rescheduleJob(tx, job, addMillis(ports.clock(), wait), failed);
      if (failed === undefined) await tryPromiseOnce(tx, ports, job);
    });
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "NOT_FOUND") throw error;
    await ports.inTransaction((tx) => finishJob(tx, job));
  }
};
