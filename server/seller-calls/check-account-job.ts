import { spread } from "../domain/change/back-off";
import { DomainError } from "../domain/errors";
import { addMillis } from "../domain/time";
import { finishJob, rescheduleJob } from "../queue/jobs";
import { recheckAccount } from "./ask-for-account";
import type { JobHandler } from "./job-handler";

/** Somebody has to read, sign or pay first: a look a minute is soon enough, and the button on the page asks at once. */
const againMs = 60_000;

/** Asks how an account stands until it no longer waits for its set-up. */
export const checkAccountJob: JobHandler = async (ports, job) => {
  try {
    const { account, problem } = await recheckAccount(ports, job.organisationId, job.subjectId);
    await ports.inTransaction((tx) =>
      account.status === "pending_approval"
        ? rescheduleJob(
            tx,
            job,
            addMillis(ports.clock(), spread(againMs, ports.random())),
            ...(problem === null ? [] : [`${problem.code}: ${problem.message}`]),
          )
        : finishJob(tx, job),
    );
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== "NOT_FOUND") throw error;
    await ports.inTransaction((tx) => finishJob(tx, job));
  }
};
