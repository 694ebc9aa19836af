import type { Tx } from "../db/client";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJobs } from "../queue/held-jobs";
import { enqueueJob } from "../queue/jobs";
import type { ChangeRecord } from "../repositories/changes";

/** Queues the read-backs of several changes, due now. */
export async function enqueueVerifies(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  changes: readonly ChangeRecord[],
): Promise<void> {
  const at = ports.clock();
  const kind = "verify_change" as const;
  const jobs = changes.map((change) => ({
    id: ports.newId(),
    organisationId: change.organisationId,
    kind,
    subjectId: change.id,
    lane: laneOf(change),
    dueAt: at,
    at,
  }));
  await enqueueJobs(tx, jobs);
}

function laneOf({ mediaBuyId, id }: ChangeRecord): string {
  return mediaBuyId ?? `verify:${id}`;
}

/** Queues the read-back of a change, in the lane of its buy. */
export async function enqueueVerify(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  change: ChangeRecord,
  dueInMs = 0,
): Promise<void> {
  const at = ports.clock();
  await enqueueJob(tx, {
    id: ports.newId(),
    organisationId: change.organisationId,
    kind: "verify_change",
    subjectId: change.id,
    lane: laneOf(change),
    dueAt: addMillis(at, dueInMs),
    at,
  });
}
