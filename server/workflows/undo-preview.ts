import type { Db, Tx } from "../db/client";
import type { EditPlan } from "../domain/approval/plan-edit";
import { planOfPatch } from "../domain/approval/plan-patch";
import { hasEnded, isChangeState } from "../domain/change/change-state";
import { decodePatch, decodeValues, decodeVerdicts } from "../domain/change/stored-json";
import { type UndoField, undoMap } from "../domain/undo/undo-map";
import type { Ports } from "../ports";
import { type ChangeSetToUndo, type ChangeToUndo, findUndoOf, getChangeSetToUndo } from "../repositories/undo-reads";
import { type LoadedMediaBuy, loadEditables } from "./editable-media-buy";
import { signatureOfShown } from "./shown-signature";
import { ruleFor, whyNotEditable } from "./stage-change-set";

export type UndoLine = {
  readonly change: ChangeToUndo;
  readonly loaded: LoadedMediaBuy;
  readonly fields: readonly UndoField[];
  /** null: nothing of this change can be sent back. */
  readonly plan: EditPlan | null;
};

export type UndoPreview = {
  readonly set: ChangeSetToUndo;
  readonly lines: readonly UndoLine[];
  /** Changes of the set that never took effect: there is nothing of them to take back. */
  readonly neverApplied: readonly ChangeToUndo[];
  /** null: it can be undone now; else why not. */
  readonly cannotUndo: string | null;
  /** Sellers have not all answered: the reason passes by itself. */
  readonly underWay: boolean;
  /** Why an approver is asked first, or null. */
  readonly rule: string | null;
  /** Of everything shown; staging refuses when it is no longer the same. */
  readonly signature: string;
};

/** What taking a change set back would do now, per media buy and field. NOT_FOUND, also for another organisation's. */
export async function previewUndo(
  db: Db | Tx,
  ports: Pick<Ports, "clock">,
  organisationId: string,
  changeSetId: string,
): Promise<UndoPreview> {
  const set = await getChangeSetToUndo(db, organisationId, changeSetId);
  const settled = set.changes.filter((change) => change.kind === "update_media_buy" && change.state === "settled");
  const mediaBuyIds = settled.flatMap((change) => change.mediaBuyId ?? []);
  const loaded = new Map((await loadEditables(db, organisationId, { mediaBuyIds })).map((one) => [one.row.id, one]));
  const now = ports.clock();
  const lines = settled.flatMap((change) => {
    const buy = loaded.get(change.mediaBuyId ?? "");
    return buy ? [lineOf(change, buy, now)] : [];
  });
  const planned = lines.flatMap(({ loaded: buy, plan }) => (plan ? [{ loaded: buy, plan }] : []));
  const underWay = set.changes.some((change) => !isEnded(change));
  const undone = await findUndoOf(db, organisationId, set.id);
  return {
    set,
    lines,
    neverApplied: set.changes.filter((change) => !settled.includes(change) && isEnded(change)),
    cannotUndo: whyNotUndo(set, {
      settled: settled.length,
      planned: planned.length,
      underWay,
      undone: undone !== null,
    }),
    underWay,
    rule: await ruleFor(db, organisationId, planned, now),
    signature: signatureOf(lines),
  };
}

function isEnded({ state }: ChangeToUndo): boolean {
  return isChangeState(state) && hasEnded(state);
}

function lineOf(change: ChangeToUndo, loaded: LoadedMediaBuy, now: string): UndoLine {
  const { editable } = loaded;
  const settled = {
    patch: decodePatch(change.patch),
    base: decodeValues(change.base),
    inverse: decodePatch(change.inverse ?? "{}"),
    verdicts: change.verdicts === null ? [] : decodeVerdicts(change.verdicts),
    reviewed: change.calls.some((call) => call.tasks.length > 0),
  };
  const { fields, patch } = undoMap(settled, editable, whyNotEditable(loaded), now);
  return { change, loaded, fields, plan: Object.keys(patch).length === 0 ? null : planOfPatch(patch, editable.values) };
}

type Tally = {
  readonly settled: number;
  readonly planned: number;
  readonly underWay: boolean;
  readonly undone: boolean;
};

function whyNotUndo(set: ChangeSetToUndo, of: Tally): string | null {
  if (set.kind === "create") return "A purchase cannot be undone: cancel the media buy instead";
  if (set.kind !== "edit")
    return "What a seller's library has stays there: take the creatives off the packages instead";
  if (of.undone) return "It has been undone already";
  if (["in_review", "draft"].includes(set.state)) return "It was never sent: withdraw it, or have it rejected";
  if (of.underWay) return "It is still on its way: it can be undone once every seller has answered";
  if (of.settled === 0) return "It never took effect: there is nothing to undo";
  return of.planned === 0 ? "Nothing of it can come back" : null;
}

function signatureOf(lines: readonly UndoLine[]): string {
  const shown = lines.map(({ change, fields }) => [change.id, fields]);
  return signatureOfShown(shown);
}
