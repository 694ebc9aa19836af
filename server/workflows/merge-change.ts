import type { Tx } from "../db/client";
import { describeEdit } from "../domain/approval/describe-edit";
import type { MediaBuyValues } from "../domain/change/patch";
import { staleEdit } from "../domain/change/stale-edit";
import { decodeValues } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import { type MergeField, mergeFields, pickFields, planAgain } from "../domain/inbox/merge";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import type { ChangeRecord } from "../repositories/changes";
import { notifyChange } from "../seller-calls/progress";
import { type LoadedMediaBuy, loadEditable } from "./editable-media-buy";
import { changeFor, missedFields, type Resolved, recordResolution, requestedOf, settledHere } from "./resolve-record";
import { stageChangeSet } from "./stage-change-set";

export type Comparison = {
  readonly change: ChangeRecord;
  readonly loaded: LoadedMediaBuy;
  readonly fields: readonly MergeField[];
};

/** was / mine / theirs of a change that met another one, against the media buy as it is now. INVALID_TRANSITION for any other. */
export async function compareChange(db: Tx, actor: Actor, changeId: string): Promise<Comparison> {
  const change = await changeFor(db, actor, changeId);
  refuseIfNotComparable(change);
  const loaded = await loadEditable(db, actor.organisationId, change.mediaBuyId ?? "", []);
  return { change, loaded, fields: mergeFields(requestedOf(change), baseOf(change), loaded.editable.values) };
}

function baseOf(change: ChangeRecord): MediaBuyValues | null {
  return change.kind === "create_media_buy" ? null : decodeValues(change.base);
}

function refuseIfNotComparable(change: ChangeRecord): void {
  if (change.state === "settled") missedFields(change);
  else if (change.state !== "refused" || ![staleEdit, "CONFLICT"].includes(change.errorCode ?? "")) {
    throw new DomainError("INVALID_TRANSITION", "Nobody else changed what it asks for");
  }
}

/** `revision`: the media buy as compared. `mine`: the fields to ask for again; of all others the seller's value stands. */
export type MergeOf = {
  readonly changeId: string;
  readonly revision: number;
  readonly mine: readonly string[];
  readonly note: string;
};

/**
 * Settles a conflict: what was chosen as mine becomes a new change from the values as they are now, everything else stays as the
 * seller has it. STALE_REVISION when the media buy moved since it was compared.
 */
export async function mergeChange(ports: Ports, actor: Actor, merge: MergeOf): Promise<Resolved> {
  const { changeId, mine, note } = merge;
  const outcome = await ports.inTransaction(async (tx) => {
    const { change, loaded, fields } = await compareChange(tx, actor, changeId);
    if (loaded.row.revision !== merge.revision) {
      throw new DomainError("STALE_REVISION", "The media buy moved again since you compared; look at it once more");
    }
    const plan = planAgain(pickFields(requestedOf(change), mine), loaded.editable, ports.clock());
    const nothing = Object.keys(plan.patch).length === 0;
    const staged = nothing
      ? null
      : await stageChangeSet(tx, ports, actor, {
          campaignId: loaded.row.campaignId,
          title: describeEdit(loaded.row.name, loaded.editable, plan.patch),
          reason: note,
          changes: [{ loaded, plan }],
        });
    const theirs = fields.length - mine.length;
    await recordResolution(tx, ports, actor, change, {
      kind: "merged",
      note,
      leadsTo: staged?.changeSetId ?? null,
      summary: `Compared ${loaded.row.name} with the seller: ${mine.length} as asked, ${theirs} as the seller has it`,
      before: Object.fromEntries(fields.map((one) => [one.field, one.theirs])),
      after: Object.fromEntries(fields.map((one) => [one.field, mine.includes(one.field) ? one.mine : one.theirs])),
    });
    return { staged, own: change.changeSetId };
  });
  const { staged, own } = outcome;
  if (staged !== null && staged.state !== "in_review") ports.wakeWorker();
  notifyChange(staged?.changeSetId ?? own);
  return staged === null ? settledHere(changeId) : { changeId, ...staged };
}
