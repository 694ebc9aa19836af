import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Ports } from "../ports";
import { liveSignature, wasSubmitted } from "../repositories/approvals";
import { type ChangeMove, type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { hashRequest, queueSellerCall } from "./queue-seller-call";
import { refuseOverCap } from "./refuse-over-cap";

type ReleasePorts = Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault" | "tracing">;

/**
 * Hands one approved (or staged) change to the worker: state `sending`, a SellerCall with exactly the bytes that were approved,
 * and its job, all in the caller's transaction. Call `ports.wakeWorker()` after the commit.
 * Throws INVALID_TRANSITION, STALE_APPROVAL when the stored request is not what its hash says, or OVER_CAP.
 */
export async function releaseChange(
  tx: Tx,
  ports: ReleasePorts,
  changeId: string,
  of: ReleasedWith = {},
): Promise<void> {
  const change = await getChange(tx, changeId);
  if (change.state !== "approved" && change.state !== "staged") {
    throw new DomainError("INVALID_TRANSITION", `A change that is ${change.state} cannot be sent`);
  }
  await sendChange(tx, ports, change, "Released for sending to the seller", of);
  crashPoint("before-release-commit");
}

/** `setLater`: the caller releases several of one set and recomputes it after the last. */
type ReleasedWith = Pick<ChangeMove, "setLater">;

/** A new call with a new key for the change's own bytes. Throws STALE_APPROVAL and OVER_CAP as `releaseChange` does. */
export async function sendChange(
  tx: Tx,
  ports: ReleasePorts,
  change: ChangeRecord,
  summary: string,
  of: ReleasedWith = {},
): Promise<void> {
  const at = ports.clock();
  const { organisationId, mediaBuyId, salesAgentId, accountId, id: changeId } = change;
  await refuseUnsigned(tx, change);
  if (change.kind !== "sync_creatives") await refuseOverCap(tx, organisationId, [changeId], at);
  await queueSellerCall(tx, ports, {
    organisationId,
    changeId,
    mediaBuyId,
    salesAgentId,
    accountId,
    request: { tool: change.kind, body: change.request },
    lane: laneOf(change),
  });
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "sending",
    action: "change.released",
    summary,
    error: null,
    ...of,
  });
  if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, clearedTask(change));
}

/** Other bytes than the decided ones are never sent; where an approver had to sign, the signature is for exactly these. */
async function refuseUnsigned(tx: Tx, change: ChangeRecord): Promise<void> {
  const { organisationId, id: changeId, payloadHash } = change;
  if (hashRequest(change.request) !== payloadHash) {
    throw new DomainError("STALE_APPROVAL", "What would be sent is not what was approved");
  }
  if (!(await wasSubmitted(tx, organisationId, change.changeSetId))) return;
  const signature = await liveSignature(tx, organisationId, changeId);
  if (signature?.payloadHash === payloadHash) return;
  throw new DomainError("STALE_APPROVAL", "Nobody has signed for what would be sent");
}

/** Writes to one buy, or to one account's creative library, go one at a time. */
export function laneOf(change: Pick<ChangeRecord, "mediaBuyId" | "salesAgentId" | "accountId">): string {
  return change.mediaBuyId ?? `creatives:${change.salesAgentId}:${change.accountId ?? ""}`;
}

function clearedTask(change: ChangeRecord) {
  return change.kind === "create_media_buy" ? { taskStatus: null, taskMessage: null } : {};
}
