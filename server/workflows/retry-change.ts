import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { changeSetOf, changeSetState } from "../repositories/change-sets";
import { getChange } from "../repositories/changes";
import { getWholeMediaBuy } from "../repositories/media-buy-reads";
import { notifyChange } from "../seller-calls/progress";
import { retryChange as retryOneChange } from "../seller-calls/retry-call";
import type { ChangeSetOutcome } from "./submit-campaign";

/** Sends one failed row again; the others of its set stay as they are. The engine's rule decides, and says why when it refuses. */
export async function retryChange(ports: Ports, actor: Actor, changeId: string): Promise<ChangeSetOutcome> {
  const { organisationId } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    const changeSetId = await changeSetOf(tx, organisationId, changeId);
    await refuseIfDropped(tx, organisationId, changeId);
    await retryOneChange(tx, ports, changeId);
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "change.retry_asked",
      subjectType: "change_set",
      subjectId: changeSetId,
      summary: "Asked to send a change again",
      after: { changeId },
    });
    return { changeSetId, state: await changeSetState(tx, organisationId, changeSetId) };
  });
  ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function refuseIfDropped(tx: Tx, organisationId: string, changeId: string): Promise<void> {
  const { mediaBuyId } = await getChange(tx, changeId);
  if (mediaBuyId === null) return;
  const { archivedAt } = await getWholeMediaBuy(tx, organisationId, mediaBuyId);
  if (archivedAt !== null) throw new DomainError("INVALID_TRANSITION", "Its media buy was dropped: plan it anew");
}
