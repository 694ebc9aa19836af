import type { Tx } from "../db/client";
import { deltaOf } from "../domain/approval/plan-edit";
import { wantsRecheck } from "../domain/approval/stale-line";
import { inverseOf } from "../domain/change/diff-values";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getChangeSetForDecision, refreezeChange } from "../repositories/change-sets";
import { notifyChange } from "../seller-calls/progress";
import { openLines } from "./approve-change-set";
import { loadEditable } from "./editable-media-buy";
import { editPlaces, freezeEdit } from "./freeze-edit";
import type { ChangeSetOutcome } from "./submit-campaign";

/**
 * Bases edits that wait for an approver on what the media buys are now: the same wishes, the new "before", the seller's new
 * revision. What is signed afterwards is what was shown afterwards.
 */
export async function recheckChangeSet(ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => recheck(tx, ports, actor, changeSetId));
  notifyChange(changeSetId);
  return outcome;
}

async function recheck(tx: Tx, ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const { organisationId } = actor;
  const set = await getChangeSetForDecision(tx, organisationId, changeSetId);
  if (set.state !== "in_review") throw new DomainError("INVALID_TRANSITION", "It has been decided already");
  const moved = openLines(set).filter(wantsRecheck);
  for (const change of moved) {
    if (change.mediaBuyId === null) continue;
    const patch = decodePatch(change.patch);
    const loaded = await loadEditable(tx, organisationId, change.mediaBuyId, []);
    const { values } = loaded.editable;
    const plan = { patch, inverse: inverseOf(patch, values), deltaMicros: deltaOf(patch, values) };
    const frozen = await freezeEdit(
      tx,
      ports,
      loaded,
      { ...plan, issues: [], onlyPause: false },
      loaded.row.sellerRevision,
      change.id,
      (await editPlaces(tx, ports, organisationId, [loaded]))(loaded),
    );
    await refreezeChange(tx, change, { ...frozen.change, request: frozen.request });
  }
  await recordAudit(tx, ports.newId(), {
    at: ports.clock(),
    by: actor,
    action: "change_set.rechecked",
    subjectType: "change_set",
    subjectId: set.id,
    campaignId: set.campaignId,
    mediaBuyId: moved[0]?.mediaBuyId ?? null,
    summary: `Re-checked “${set.title}” against what the seller has now`,
    after: { changes: moved.map((change) => change.id) },
  });
  return { changeSetId, state: set.state };
}
