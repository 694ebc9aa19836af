import type { Tx } from "../db/client";
import type { Ports } from "../ports";
import { liveSignature, reopenReview, voidSignatures } from "../repositories/approvals";
import { type ChangeRecord, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import type { SellerProblem } from "../sales-agents/sales-agent";

/**
 * What was signed has moved at the seller before it was sent: this line, and no other of its set, waits for an approver again. False
 * when nobody had signed for it.
 */
export async function reopenLine(tx: Tx, ports: Ports, change: ChangeRecord, moved: SellerProblem): Promise<boolean> {
  const { organisationId, id: changeId, mediaBuyId } = change;
  if ((await liveSignature(tx, organisationId, changeId)) === null) return false;
  const at = ports.clock();
  await voidSignatures(tx, { organisationId, changeId }, moved.message, at);
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "in_review",
    action: "change.reopened",
    summary: `Not sent, and to be signed again: ${moved.message}`,
    error: moved,
  });
  await reopenReview(tx, organisationId, change.changeSetId);
  if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
  return true;
}
