import { DomainError } from "../domain/errors";
import { finishJob } from "../queue/jobs";
import { systemActor } from "../repositories/audit";
import { checkIdempotency } from "./check-idempotency";
import type { JobHandler } from "./job-handler";

/** Tries an agent's promise once; an agent that has gone meanwhile, or cannot be reached as we know it, is not tried. */
export const checkIdempotencyJob: JobHandler = async (ports, job) => {
  try {
    await checkIdempotency(ports, systemActor(job.organisationId), job.subjectId);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
  }
  await ports.inTransaction((tx) => finishJob(tx, job));
};
