import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { notifyChange } from "../seller-calls/progress";
import { stageChangeSet } from "./stage-change-set";
import type { ChangeSetOutcome } from "./submit-campaign";
import { previewUndo } from "./undo-preview";

/** `signature`: of the preview as shown. */
export type UndoOf = { readonly changeSetId: string; readonly signature: string; readonly reason: string };

/**
 * Takes a change set back: a new change set over the same media buys, on the same path and under the same policy as any edit.
 * INVALID_TRANSITION when it cannot be undone (or was), STALE_REVISION when what would happen is no longer what was shown.
 */
export async function undoChangeSet(ports: Ports, actor: Actor, undo: UndoOf): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction(async (tx) => {
    const preview = await previewUndo(tx, ports, actor.organisationId, undo.changeSetId);
    if (preview.cannotUndo !== null) throw new DomainError("INVALID_TRANSITION", preview.cannotUndo);
    if (preview.signature !== undo.signature) {
      throw new DomainError("STALE_REVISION", "What undoing does has changed since it was shown; look at it again");
    }
    return stageChangeSet(tx, ports, actor, {
      campaignId: preview.set.campaignId,
      title: titleOf(preview.set.title),
      reason: undo.reason,
      undoesId: preview.set.id,
      changes: preview.lines.flatMap(({ loaded, plan }) => (plan ? [{ loaded, plan }] : [])),
    });
  });
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

function titleOf(title: string): string {
  return title.startsWith("Undo: ") ? `Redo: ${title.slice(6)}` : `Undo: ${title}`;
}
