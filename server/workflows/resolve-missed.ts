import type { Tx } from "../db/client";
import { describeEdit } from "../domain/approval/describe-edit";
import { splitField } from "../domain/approval/patch-fields";
import { type CreativeAssignmentValue, pacings } from "../domain/change/patch";
import { readStored } from "../domain/change/stored-json";
import { DomainError } from "../domain/errors";
import { pickFields, planAgain } from "../domain/inbox/merge";
import { type Actor, can } from "../domain/permissions";
import type { Ports } from "../ports";
import { replaceAssignments, savePackage } from "../repositories/bought-packages";
import type { ChangeRecord } from "../repositories/changes";
import { getWholeMediaBuy, type WholePackage } from "../repositories/media-buy-reads";
import { saveMediaBuy } from "../repositories/media-buys";
import type { PackageSnapshot } from "../sales-agents/sales-agent";
import { notifyChange } from "../seller-calls/progress";
import { loadEditable } from "./editable-media-buy";
import { changeFor, missedFields, type Resolved, recordResolution, requestedOf, settledHere } from "./resolve-record";
import { stageChangeSet } from "./stage-change-set";

export type Deciding = { readonly changeId: string; readonly note: string };

/**
 * Asks once more for what a seller accepted and did not do: a new change, from the values as they are now, under the same policy
 * as any edit. INVALID_INPUT when nothing differs any more.
 */
export async function sendMissedAgain(ports: Ports, actor: Actor, { changeId, note }: Deciding): Promise<Resolved> {
  const outcome = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    const fields = missedFields(change);
    const loaded = await loadEditable(tx, actor.organisationId, change.mediaBuyId ?? "", []);
    const plan = planAgain(pickFields(requestedOf(change), fields), loaded.editable, ports.clock());
    const { changeSetId, state } = await stageChangeSet(tx, ports, actor, {
      campaignId: loaded.row.campaignId,
      title: `Again: ${describeEdit(loaded.row.name, loaded.editable, plan.patch)}`,
      reason: note,
      changes: [{ loaded, plan }],
    });
    const summary = `Asked the seller again for ${count(fields)} of ${loaded.row.name}`;
    await recordResolution(tx, ports, actor, change, { kind: "sent_again", note, leadsTo: changeSetId, summary });
    return { changeId, changeSetId, state };
  });
  if (outcome.state !== "in_review") ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

/** What the seller shows becomes our record, too, and the difference is settled. Nothing is sent. NOT_ALLOWED. */
export async function acceptSellerValue(ports: Ports, actor: Actor, { changeId, note }: Deciding): Promise<Resolved> {
  if (!can(actor.role, "media_buy:edit")) {
    throw new DomainError("NOT_ALLOWED", `Your role (${actor.role}) may not accept other values than were asked for`);
  }
  const changeSetId = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    const fields = missedFields(change);
    const row = await getWholeMediaBuy(tx, actor.organisationId, change.mediaBuyId ?? "");
    for (const pack of row.packages) await takeShown(tx, ports, pack, fieldsOf(pack.id, fields));
    await saveMediaBuy(tx, { organisationId: actor.organisationId, mediaBuyId: row.id, at: ports.clock() }, {});
    const missed = (change.verdicts ?? []).filter(({ field }) => fields.includes(field));
    await recordResolution(tx, ports, actor, change, {
      kind: "accepted_seller_value",
      note,
      summary: `Accepted what the seller shows for ${count(fields)} of ${row.name}`,
      before: Object.fromEntries(missed.map(({ field, requested }) => [field, requested])),
      after: Object.fromEntries(missed.map(({ field, found }) => [field, found])),
    });
    return change.changeSetId;
  });
  notifyChange(changeSetId);
  return settledHere(changeId);
}

function fieldsOf(packageId: string, fields: readonly string[]): readonly string[] {
  return fields.map(splitField).flatMap((one) => (one.packageId === packageId ? [one.name] : []));
}

/** Most values are ours from the moment a read shows them; these stay what was agreed until somebody accepts another one. */
async function takeShown(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  pack: WholePackage,
  fields: readonly string[],
): Promise<void> {
  if (pack.seen === null || fields.length === 0) return;
  const seen = readStored<PackageSnapshot>(pack.seen);
  const at = ports.clock();
  const pacing = pacings.find((known) => known === seen.pacing);
  if (fields.includes("pacing") && pacing) await savePackage(tx, pack, { pacing }, { at, moved: true });
  const assignments = shownAssignments(seen);
  if (fields.includes("creativeAssignments") && assignments) {
    await replaceAssignments(tx, pack, assignments, { at, newId: ports.newId });
  }
}

function shownAssignments(seen: PackageSnapshot): readonly CreativeAssignmentValue[] | undefined {
  return seen.creativeAssignments ?? seen.creativeApprovals?.map(({ creativeId }) => ({ creativeId }));
}

/** The seller has been asked (by mail, by phone): it stays open, and is known as asked. */
export async function recordAsked(ports: Ports, actor: Actor, deciding: Deciding): Promise<Resolved> {
  return noteOnly(ports, actor, deciding, "asked_seller", "Asked the seller");
}

/** Nothing is done about it; it leaves the inbox. INVALID_TRANSITION while its outcome is open. */
export async function leaveAsIs(ports: Ports, actor: Actor, deciding: Deciding): Promise<Resolved> {
  return noteOnly(ports, actor, deciding, "given_up", "Left as it is");
}

async function noteOnly(
  ports: Ports,
  actor: Actor,
  { changeId, note }: Deciding,
  kind: "asked_seller" | "given_up",
  summary: string,
): Promise<Resolved> {
  const changeSetId = await ports.inTransaction(async (tx) => {
    const change = await changeFor(tx, actor, changeId);
    if (kind === "given_up") refuseIfOpen(change);
    await recordResolution(tx, ports, actor, change, { kind, note, summary });
    return change.changeSetId;
  });
  notifyChange(changeSetId);
  return settledHere(changeId);
}

function refuseIfOpen({ state }: ChangeRecord): void {
  if (["settled", "refused", "failed", "rejected"].includes(state)) return;
  throw new DomainError("INVALID_TRANSITION", "It is still under way at the seller: answer, withdraw or wait");
}

function count(fields: readonly string[]): string {
  return fields.length === 1 ? "one field" : `${fields.length} fields`;
}
