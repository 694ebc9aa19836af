import { describeEdit } from "../domain/approval/describe-edit";
import type { MediaBuyEdit, NewPackageEdit } from "../domain/approval/editable-buy";
import { planEdit } from "../domain/approval/plan-edit";
import { isPauseOnly } from "../domain/change/diff-values";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { notifyChange } from "../seller-calls/progress";
import { loadEditable } from "./editable-media-buy";
import { signatureOfShown } from "./shown-signature";
import { stageChangeSet } from "./stage-change-set";
import { staleEditIssues } from "./stale-edit-issues";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `revision`: the media buy as shown; `shown`: its values' signature, with which a newer revision that left them alone is no conflict. */
export type StagedEdit = Omit<MediaBuyEdit, "newPackages"> & {
  readonly newPackages?: readonly Omit<NewPackageEdit, "packageId">[] | undefined;
  readonly mediaBuyId: string;
  readonly revision: number;
  readonly shown?: string | undefined;
  readonly reason: string;
};

/**
 * Stages an edit of one media buy: only the fields that differ, frozen with the seller's ids. It goes straight to
 * the seller unless policy wants an approver. INVALID_INPUT with every issue at its field, STALE_REVISION, NOT_ALLOWED.
 */
export async function stageEdit(ports: Ports, actor: Actor, edit: StagedEdit): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction(async (tx) => {
    const { creativeIds, productSnapshotIds } = wantedBy(edit);
    const loaded = await loadEditable(tx, actor.organisationId, edit.mediaBuyId, creativeIds, productSnapshotIds);
    const { row, editable } = loaded;
    const newPackages = edit.newPackages?.map((one) => ({ ...one, packageId: ports.newId() }));
    const plan = planEdit(editable, { ...edit, newPackages }, ports.clock());
    const isAsShown = row.revision === edit.revision || edit.shown === signatureOfShown(editable.values);
    // Stopping spend is right whatever else has moved.
    if (!isAsShown && !isPauseOnly(plan.patch)) {
      const issues = await staleEditIssues(tx, loaded, plan.patch);
      const why = "This media buy changed since it was shown; look at it again";
      throw new DomainError(
        "STALE_REVISION",
        [why, ...issues.slice(0, 1).map((one) => one.message)].join(". "),
        issues,
      );
    }
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

/** The rows that an edit names: creatives of any of its lists, and products to add packages of. */
function wantedBy({ packages, newPackages = [] }: StagedEdit) {
  const lines = [...Object.values(packages), ...newPackages];
  const creativeIds = lines.flatMap(({ creativeIds = [], assignments = [], newCreativeIds = [] }) => [
    ...creativeIds,
    ...assignments.map((one) => one.creativeId),
    ...newCreativeIds,
  ]);
  return {
    creativeIds: [...new Set(creativeIds)],
    productSnapshotIds: [...new Set(newPackages.map((one) => one.productSnapshotId))],
  };
}
