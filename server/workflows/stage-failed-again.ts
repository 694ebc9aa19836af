import type { Tx } from "../db/client";
import { hasEnded, isChangeState } from "../domain/change/change-state";
import { decodePatch } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import { planAgain } from "../domain/inbox/merge";
import { type Actor, can } from "../domain/permissions";
import type { Ports } from "../ports";
import { changeSetState } from "../repositories/change-sets";
import { type ChangeToUndo, getChangeSetToUndo } from "../repositories/undo-reads";
import { notifyChange } from "../seller-calls/progress";
import { retryChange } from "../seller-calls/retry-call";
import { loadEditables } from "./editable-media-buy";
import { changeFor, recordResolution } from "./resolve-record";
import { stageChangeSet } from "./stage-change-set";
import type { ChangeSetOutcome } from "./submit-campaign";

/**
 * Sends again what of an ended change set did not arrive, and only that: what never reached its seller as it was, what a seller
 * refused as a new change on the buy as it is now. INVALID_TRANSITION when nothing of it failed or it has not ended.
 */
export async function stageFailedAgain(ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => again(tx, ports, actor, changeSetId));
  ports.wakeWorker();
  notifyChange(changeSetId);
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function again(tx: Tx, ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const { organisationId } = actor;
  const set = await getChangeSetToUndo(tx, organisationId, changeSetId);
  if (set.changes.some(({ state }) => !isChangeState(state) || !hasEnded(state))) {
    throw new DomainError("INVALID_TRANSITION", "It is still on its way; wait until every seller has answered");
  }
  const failed = openOf(set.changes, "failed");
  const refused = openOf(set.changes, "refused");
  if (failed.length + refused.length === 0) throw new DomainError("INVALID_TRANSITION", "Nothing of it failed");
  if (!can(actor.role, "media_buy:edit"))
    throw new DomainError("NOT_ALLOWED", `Your role (${actor.role}) may not send it`);
  for (const change of failed) await retryChange(tx, ports, change.id);
  const staged = refused.length > 0 ? await stageAnew(tx, ports, actor, set, refused) : null;
  return staged ?? { changeSetId, state: await changeSetState(tx, organisationId, changeSetId) };
}

function openOf(changes: readonly ChangeToUndo[], state: string): readonly ChangeToUndo[] {
  return changes.filter((one) => one.kind === "update_media_buy" && one.state === state && one.resolvedAt === null);
}

type Set = { readonly campaignId: string | null; readonly title: string; readonly reason: string };

async function stageAnew(tx: Tx, ports: Ports, actor: Actor, set: Set, refused: readonly ChangeToUndo[]) {
  const mediaBuyIds = refused.flatMap((change) => change.mediaBuyId ?? []);
  const loaded = new Map(
    (await loadEditables(tx, actor.organisationId, { mediaBuyIds })).map((one) => [one.row.id, one]),
  );
  const changes = refused.flatMap((change) => {
    const buy = loaded.get(change.mediaBuyId ?? "");
    return buy ? [{ loaded: buy, plan: planAgain(decodePatch(change.patch), buy.editable, ports.clock()) }] : [];
  });
  const outcome = await stageChangeSet(tx, ports, actor, {
    campaignId: set.campaignId,
    title: set.title.startsWith("Again: ") ? set.title : `Again: ${set.title}`,
    reason: set.reason,
    changes,
  });
  for (const { id } of refused) {
    const change = await changeFor(tx, actor, id);
    const summary = "Sent again after the seller refused it";
    await recordResolution(tx, ports, actor, change, { kind: "sent_again", leadsTo: outcome.changeSetId, summary });
  }
  return outcome;
}
