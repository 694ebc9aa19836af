import type { Tx } from "../db/client";
import { decodeIntent } from "../domain/change/stored-json";
import { lateCompletion } from "../domain/inbox/classify";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { claimedSellerIds, getBoughtMediaBuy } from "../repositories/bought-media-buys";
import { boughtPackages, type SavePackage, savePackage } from "../repositories/bought-packages";
import { type ChangeRecord, moveChange } from "../repositories/changes";
import { correctedCreateOf, discardUnsent, reopenChange } from "../repositories/inbox";
import { insertMediaBuy, saveMediaBuy } from "../repositories/media-buys";
import type { TaskState } from "../sales-agents/sales-agent";
import { tieSellerPackages } from "./tie-packages";

type LatePorts = Pick<Ports, "clock" | "newId">;

/**
 * A create that was answered or withdrawn here was completed by the seller all the same (requirements §4.5). Its buy is never lost:
 * it becomes the media buy's when the corrected request has not been sent (which is then withdrawn), else a media buy of its own,
 * a duplicate. Either way a person is told.
 */
export async function noteLateCompletion(
  tx: Tx,
  ports: LatePorts,
  change: ChangeRecord,
  state: TaskState,
  sellerName: string,
): Promise<void> {
  const made = state.create?.mediaBuyId;
  if (change.kind !== "create_media_buy" || change.state !== "rejected" || change.mediaBuyId === null || !made) return;
  if ((await claimedSellerIds(tx, change.salesAgentId)).has(made)) return;
  const next = await correctedCreateOf(tx, change.organisationId, change.mediaBuyId, change.id);
  if (next === null || next.state === "in_review") {
    if (next !== null) await discardUnsent(tx, change.organisationId, next.changeSetId, ports.clock());
    await takeOver(tx, ports, change, change.mediaBuyId, made, state);
    const rest = next === null ? "it runs unless you cancel it" : "the corrected request, not sent yet, was withdrawn";
    return tell(tx, ports, change, change.mediaBuyId, `${sellerName} completed the first request as ${made}; ${rest}`);
  }
  const duplicateId = await insertDuplicate(tx, ports, change, change.mediaBuyId);
  await takeOver(tx, ports, change, duplicateId, made, state);
  const message = `${sellerName} completed the replaced request as well, as ${made}: two media buys may run. Cancel one of them`;
  await tell(tx, ports, change, duplicateId, message);
}

async function takeOver(
  tx: Tx,
  ports: LatePorts,
  change: ChangeRecord,
  mediaBuyId: string,
  sellerMediaBuyId: string,
  state: TaskState,
): Promise<void> {
  const { organisationId } = change;
  const at = ports.clock();
  const status = state.create?.status;
  const seen = { sellerMediaBuyId, archivedAt: null, ...(status ? { sellerStatus: status } : {}) };
  await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, seen);
  const buy = await getBoughtMediaBuy(tx, organisationId, mediaBuyId);
  const packages = await boughtPackages(tx, buy.organisationId, buy.id);
  const save: SavePackage = (...of) => savePackage(tx, ...of);
  await tieSellerPackages(ports, packages, decodeIntent(change.patch), state.create?.packages ?? [], save);
  const job = { id: ports.newId(), organisationId, subjectId: mediaBuyId, lane: mediaBuyId, dueAt: at, at };
  await enqueueJob(tx, { ...job, kind: "refresh_media_buy" });
}

/** The buy beside the one that the corrected request makes; it has no packages of ours, only the seller's numbers. */
async function insertDuplicate(tx: Tx, ports: LatePorts, change: ChangeRecord, ofId: string): Promise<string> {
  const { organisationId } = change;
  const row = await tx.mediaBuy.findUniqueOrThrow({ where: { id: ofId } });
  const { startAt, endAt, packages, poNumber } = decodeIntent(change.patch);
  const at = ports.clock();
  const id = ports.newId();
  const { campaignId, salesAgentId, accountId, currency, sandbox } = row;
  await insertMediaBuy(tx, {
    id,
    organisationId,
    campaignId,
    salesAgentId,
    accountId,
    currency,
    name: `${row.name} (duplicate)`,
    poNumber,
    startAt: startAt === "asap" ? at : startAt,
    endAt,
    totalMicros: packages.reduce((sum, pack) => sum + pack.budgetMicros, 0n),
    sandbox,
    at,
  });
  return id;
}

async function tell(
  tx: Tx,
  ports: LatePorts,
  change: ChangeRecord,
  mediaBuyId: string,
  message: string,
): Promise<void> {
  const at = ports.clock();
  const error = { code: lateCompletion, message, recovery: "correctable", field: null, suggestion: null };
  const action = "change.completed_late";
  const moved = await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: change.state,
    action,
    summary: message,
    error,
  });
  await reopenChange(tx, moved, mediaBuyId);
}
