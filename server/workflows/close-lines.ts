import type { Tx } from "../db/client";
import type { Instant } from "../domain/time";
import { anyReleased, closeReview, decideLines } from "../repositories/approvals";
import type { ChangeForDecision, ChangeSetForDecision } from "../repositories/change-sets";
import { recomputeChangeSet } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";

/**
 * Ends waiting lines that shall not be sent. When nothing of the set was ever sent and nothing waits any more, no trace of its
 * staging is left; else what was signed goes on, and the buys of these lines stay as rejected.
 */
export async function closeLines(
  tx: Tx,
  set: ChangeSetForDecision,
  lines: readonly ChangeForDecision[],
  to: "rejected" | "discarded",
  at: Instant,
): Promise<string> {
  const { organisationId, id: changeSetId, revision } = set;
  const changeIds = lines.map((line) => line.id);
  const waiting = await decideLines(tx, { organisationId, changeSetId, revision, changeIds, to: "rejected", at });
  const all = set.changes.map((change) => change.id);
  const sent = await anyReleased(tx, organisationId, all);
  if (waiting === 0 && !sent) {
    await closeReview(tx, { organisationId, id: changeSetId }, to, at);
    await undoStaging(tx, set, at);
    return to;
  }
  for (const { mediaBuyId } of lines) {
    if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
  }
  if (waiting > 0) return "in_review";
  await closeReview(tx, { organisationId, id: changeSetId }, "approved", at);
  return recomputeChangeSet(tx, organisationId, changeSetId, at);
}

/** Leaves no trace of what was never sent: buys of creates go, their packages and the campaign are plans again. */
async function undoStaging(tx: Tx, set: ChangeSetForDecision, at: Instant): Promise<void> {
  const { organisationId, campaignId } = set;
  const mediaBuyIds = set.changes.flatMap(({ mediaBuyId }) => (mediaBuyId === null ? [] : [mediaBuyId]));
  if (set.kind !== "create") {
    for (const mediaBuyId of mediaBuyIds) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
    return;
  }
  const updatedAt = new Date(at);
  await tx.package.updateMany({
    where: { organisationId, mediaBuyId: { in: mediaBuyIds } },
    data: { mediaBuyId: null, updatedAt },
  });
  await tx.mediaBuy.deleteMany({ where: { organisationId, id: { in: mediaBuyIds }, sellerMediaBuyId: null } });
  if (campaignId === null) return;
  await tx.campaign.updateMany({
    where: { id: campaignId, organisationId, state: "in_review" },
    data: { state: "draft", updatedAt, revision: { increment: 1 } },
  });
}
