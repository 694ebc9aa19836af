import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { getWholeMediaBuy } from "../repositories/media-buy-reads";

/** Asks the seller for this buy now; the worker does it, the page sees the new numbers when they are there. */
export async function refreshMediaBuy(
  ports: Ports,
  actor: Actor,
  mediaBuyId: string,
): Promise<{ readonly mediaBuyId: string }> {
  const { organisationId } = actor;
  const outcome = await ports.inTransaction(async (tx) => {
    const row = await getWholeMediaBuy(tx, organisationId, mediaBuyId);
    if (row.sellerMediaBuyId === null) {
      throw new DomainError("INVALID_TRANSITION", "The seller does not know this media buy yet");
    }
    const at = ports.clock();
    await enqueueJob(tx, {
      id: ports.newId(),
      organisationId,
      kind: "refresh_media_buy",
      subjectId: mediaBuyId,
      lane: mediaBuyId,
      dueAt: at,
      at,
    });
    return { mediaBuyId };
  });
  ports.wakeWorker();
  return outcome;
}
