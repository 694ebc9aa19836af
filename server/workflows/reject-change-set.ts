import type { Tx } from "../db/client";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { insertApproval } from "../repositories/approvals";
import { recordAudit } from "../repositories/audit";
import {
  type ChangeSetForDecision,
  decideChangeSet,
  getChangeSetForDecision,
  signatureHashOf,
} from "../repositories/change-sets";
import { saveMediaBuy } from "../repositories/media-buys";
import { notifyChange } from "../seller-calls/progress";
import { refuseIfNotDecidable } from "./approve-change-set";
import type { ChangeSetOutcome } from "./submit-campaign";

export type RejectionOf = { readonly changeSetId: string; readonly reason: string };

/** Sends a change set back with a reason. Creates: the campaign is a draft again and its packages are free; nothing was ever sent. */
export async function rejectChangeSet(ports: Ports, actor: Actor, rejection: RejectionOf): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => reject(tx, ports, actor, rejection));
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function reject(tx: Tx, ports: Ports, actor: Actor, { changeSetId, reason }: RejectionOf) {
  const at = ports.clock();
  const { organisationId, userId } = actor;
  const set = await getChangeSetForDecision(tx, organisationId, changeSetId);
  refuseIfNotDecidable(set, actor);
  await decideChangeSet(tx, set, "rejected", at);
  await insertApproval(tx, {
    id: ports.newId(),
    organisationId,
    changeSetId,
    decision: "rejected",
    byUserId: userId,
    reason,
    payloadHash: signatureHashOf(set.changes),
    at,
  });
  await undoStaging(tx, set, at);
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.rejected",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: set.campaignId,
    mediaBuyId: set.kind === "edit" ? (set.changes[0]?.mediaBuyId ?? null) : null,
    summary: `Rejected “${set.title}”: ${reason}`,
    before: { state: set.state },
    after: { state: "rejected", reason },
  });
  return { changeSetId, state: "rejected" };
}

/** Leaves no trace of what was never sent: buys of creates go, their packages and the campaign are plans again. */
export async function undoStaging(tx: Tx, set: ChangeSetForDecision, at: Instant): Promise<void> {
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
