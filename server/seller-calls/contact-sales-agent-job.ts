import { backOffMs, spread } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis } from "../domain/time";
import { finishJob, rescheduleJob } from "../queue/jobs";
import { contactSalesAgent } from "./contact-sales-agent";
import type { JobHandler } from "./job-handler";

/** Capabilities are asked for again this often; writes refresh health by themselves. */
const againMs = 15 * 60_000;

/** First contact with an agent, then a look now and again; the job ends with the agent. */
export const contactSalesAgentJob: JobHandler = async (ports, job) => {
  try {
    const outcome = await contactSalesAgent(ports, job.organisationId, job.subjectId);
    const failed = outcome.kind === "failed" ? `${outcome.problem.code}: ${outcome.problem.message}` : undefined;
    const wait = failed === undefined ? spread(againMs, ports.random()) : backOffMs(job.attempts + 1, ports.random());
    await ports.inTransaction((tx) => rescheduleJob(tx, job, addMillis(ports.clock(), wait), failed));
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "NOT_FOUND") throw error;
    await ports.inTransaction((tx) => finishJob(tx, job));
  }
};
