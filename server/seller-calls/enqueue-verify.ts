import type { Tx } from "../db/client";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import type { ChangeRecord } from "../repositories/changes";

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
    lane: change.mediaBuyId ?? `verify:${change.id}`,
    dueAt: addMillis(at, dueInMs),
    at,
  });
}
