import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { DomainError, notFound } from "../domain/errors";
import type { Ports } from "../ports";
import { liveSignatures, wasSubmitted } from "../repositories/approvals";
import type { NewChange } from "../repositories/change-sets";
import { type ChangeRecord, getChange, listChanges, moveChanges } from "../repositories/changes";
import { type MediaBuyRow, saveMediaBuys } from "../repositories/media-buys";
import { hashRequest, queueSellerCalls } from "./queue-seller-call";
import { refuseOverCap } from "./refuse-over-cap";

type ReleasePorts = Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault" | "tracing">;

/** One of `releaseChanges`, by itself. */
export async function releaseChange(tx: Tx, ports: ReleasePorts, changeId: string): Promise<void> {
  const { organisationId } = await getChange(tx, changeId);
  await releaseChanges(tx, ports, organisationId, [changeId]);
}

/**
 * Hands approved (or staged) changes to the worker: state `sending`, a SellerCall with exactly the bytes that were approved, and its
 * job, all in the caller's transaction and in as many statements however many they are. Call `ports.wakeWorker()` after the commit.
 * Throws INVALID_TRANSITION, STALE_APPROVAL when a stored request is not what its hash says, or OVER_CAP.
 */
export async function releaseChanges(
  tx: Tx,
  ports: ReleasePorts,
  organisationId: string,
  changeIds: readonly string[],
): Promise<void> {
  const changes = await listChanges(tx, organisationId, changeIds);
  if (changes.length !== changeIds.length) throw notFound("The change");
  for (const { state } of changes) {
    if (state === "approved" || state === "staged") continue;
    throw new DomainError("INVALID_TRANSITION", `A change that is ${state} cannot be sent`);
  }
  await sendChanges(tx, ports, changes, "Released for sending to the seller");
  crashPoint("before-release-commit");
}

/** `row`: its media buy as this transaction has read it. */
export type NewEdit = Pick<NewChange, "id" | "salesAgentId" | "accountId" | "request"> & { readonly row: MediaBuyRow };

/**
 * The calls and jobs of edits that were written as sent from the start, in the same transaction: nobody had to sign for them. Throws
 * OVER_CAP. Call `ports.wakeWorker()` after the commit.
 */
export async function sendNewEdits(
  tx: Tx,
  ports: ReleasePorts,
  organisationId: string,
  edits: readonly NewEdit[],
): Promise<void> {
  const at = ports.clock();
  const ids = edits.map((edit) => edit.id);
  await refuseOverCap(tx, organisationId, ids, at);
  await queueCalls(
    tx,
    ports,
    edits.map(({ id, row, salesAgentId, accountId, request: { tool, body } }) => {
      return { id, organisationId, mediaBuyId: row.id, salesAgentId, accountId, kind: tool, request: body };
    }),
  );
  await saveMediaBuys(
    tx,
    edits.map(({ row }) => ({ key: { organisationId, mediaBuyId: row.id, at }, change: {}, row })),
  );
  crashPoint("before-release-commit");
}

/** A new call with a new key for each change's own bytes. Throws STALE_APPROVAL and OVER_CAP as `releaseChanges` does. */
export async function sendChanges(
  tx: Tx,
  ports: ReleasePorts,
  changes: readonly ChangeRecord[],
  summary: string,
): Promise<void> {
  const [first] = changes;
  if (!first) return;
  const { organisationId } = first;
  const at = ports.clock();
  await refuseUnsigned(tx, changes);
  const spending = changes.filter((change) => change.kind !== "sync_creatives").map((change) => change.id);
  if (spending.length > 0) await refuseOverCap(tx, organisationId, spending, at);
  await queueCalls(tx, ports, changes);
  const move = { at, to: "sending" as const, action: "change.released", summary, error: null };
  await moveChanges(
    tx,
    changes.map((change) => ({ change, move: { ...move, auditId: ports.newId() } })),
  );
  const saves = changes.flatMap((change) => {
    const { mediaBuyId } = change;
    return mediaBuyId === null ? [] : [{ key: { organisationId, mediaBuyId, at }, change: clearedTask(change) }];
  });
  await saveMediaBuys(tx, saves);
}

type Called = Pick<ChangeRecord, "id" | "organisationId" | "mediaBuyId" | "salesAgentId" | "accountId" | "request"> & {
  readonly kind: string;
};

async function queueCalls(tx: Tx, ports: ReleasePorts, changes: readonly Called[]): Promise<void> {
  const calls = changes.map(({ id: changeId, kind: tool, request: body, ...change }) => {
    const { organisationId, mediaBuyId, salesAgentId, accountId } = change;
    const request = { tool, body };
    return { organisationId, changeId, mediaBuyId, salesAgentId, accountId, request, lane: laneOf(change) };
  });
  await queueSellerCalls(tx, ports, calls);
}

/** Other bytes than the decided ones are never sent; where an approver had to sign, the signature is for exactly these. */
async function refuseUnsigned(tx: Tx, changes: readonly ChangeRecord[]): Promise<void> {
  const submitted = new Map<string, boolean>();
  const needing: ChangeRecord[] = [];
  for (const change of changes) {
    const { organisationId, payloadHash, changeSetId, request } = change;
    if (hashRequest(request) !== payloadHash) {
      throw new DomainError("STALE_APPROVAL", "What would be sent is not what was approved");
    }
    const needsSigning = submitted.get(changeSetId) ?? (await wasSubmitted(tx, organisationId, changeSetId));
    submitted.set(changeSetId, needsSigning);
    if (needsSigning) needing.push(change);
  }
  if (needing.length === 0) return;
  const ids = needing.map(({ id }) => id);
  const signatures = await liveSignatures(tx, needing[0]?.organisationId ?? "", ids);
  for (const { id, payloadHash } of needing) {
    if (signatures.get(id)?.payloadHash === payloadHash) continue;
    throw new DomainError("STALE_APPROVAL", "Nobody has signed for what would be sent");
  }
}

/** Writes to one buy, or to one account's creative library, go one at a time. */
export function laneOf(change: Pick<ChangeRecord, "mediaBuyId" | "salesAgentId" | "accountId">): string {
  return change.mediaBuyId ?? `creatives:${change.salesAgentId}:${change.accountId ?? ""}`;
}

function clearedTask(change: ChangeRecord) {
  return change.kind === "create_media_buy" ? { taskStatus: null, taskMessage: null } : {};
}
