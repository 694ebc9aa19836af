import type { Tx } from "../db/client";
import type { Ports } from "../ports";
import { heldOf } from "../queue/held-jobs";
import { type ClaimedJob, StaleFence } from "../queue/jobs";
import type { Work } from "./gather";

/** Work for many jobs in one transaction, each only while it is still ours: one that another worker has by now is left out, and fails alone. */
export function whileHeld<Question>(
  jobOf: (question: Question) => ClaimedJob,
  work: (tx: Tx, ports: Ports, ours: readonly Question[]) => Promise<void>,
): Work<Question, void> {
  return (ports, questions) =>
    ports.inTransaction(async (tx) => {
      const held = new Set(await heldOf(tx, questions.map(jobOf)));
      await work(
        tx,
        ports,
        questions.filter((question) => held.has(jobOf(question))),
      );
      return questions
        .map(jobOf)
        .map((job) => (held.has(job) ? { answer: undefined } : { error: new StaleFence(job) }));
    });
}
