import { DomainError } from "../domain/errors";
import { whyNotDrop } from "../domain/media-buy/drop";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { isBeingWritten } from "../repositories/changes";
import { getWholeMediaBuy } from "../repositories/media-buy-reads";
import { saveMediaBuy } from "../repositories/media-buys";

/**
 * Puts a media buy away for good: one that never came to exist at the seller, or is over there. Nothing is sent; its campaign is
 * ranked by its other media buys. INVALID_TRANSITION with the rule otherwise.
 */
export function dropMediaBuy(ports: Ports, actor: Actor, mediaBuyId: string): Promise<{ readonly mediaBuyId: string }> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const row = await getWholeMediaBuy(tx, organisationId, mediaBuyId);
    const { status, sellerMediaBuyId, sellerStatus, archivedAt } = row;
    const why = whyNotDrop({ status, sellerMediaBuyId, sellerStatus, archived: archivedAt !== null });
    if (why !== null) throw new DomainError("INVALID_TRANSITION", why);
    if (await isBeingWritten(tx, organisationId, mediaBuyId)) {
      throw new DomainError("INVALID_TRANSITION", "A change of it is on its way to the seller");
    }
    await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, { archivedAt: at });
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "media_buy.dropped",
      subjectType: "media_buy",
      subjectId: mediaBuyId,
      campaignId: row.campaignId,
      mediaBuyId,
      summary: `Dropped ${row.name}`,
      before: { status },
      after: { status: "ARCHIVED" },
    });
    return { mediaBuyId };
  });
}
