import { describeEdit } from "../domain/approval/describe-edit";
import { type MediaBuyEdit, planEdit } from "../domain/approval/plan-edit";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { notifyChange } from "../seller-calls/progress";
import { loadEditable } from "./editable-media-buy";
import { stageChangeSet } from "./stage-change-set";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `revision`: the media buy as shown. */
export type StagedEdit = MediaBuyEdit & {
  readonly mediaBuyId: string;
  readonly revision: number;
  readonly reason: string;
};

/**
 * Stages an edit of one media buy: only the fields that differ, frozen with the seller's ids. It goes straight to
 * the seller unless policy wants an approver. INVALID_INPUT with every issue at its field, STALE_REVISION, NOT_ALLOWED.
 */
export async function stageEdit(ports: Ports, actor: Actor, edit: StagedEdit): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction(async (tx) => {
    const wanted = Object.values(edit.packages).flatMap((one) => one.creativeIds ?? []);
    const loaded = await loadEditable(tx, actor.organisationId, edit.mediaBuyId, wanted);
    const { row, editable } = loaded;
    if (row.revision !== edit.revision) {
      throw new DomainError("STALE_REVISION", "This media buy changed since it was shown; look at it again");
    }
    const plan = planEdit(editable, edit, ports.clock());
    return stageChangeSet(tx, ports, actor, {
      campaignId: row.campaignId,
      title: describeEdit(row.name, editable, plan.patch),
      reason: edit.reason,
      changes: [{ loaded, plan }],
    });
  });
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}
