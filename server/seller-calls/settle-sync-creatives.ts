import type { Tx } from "../db/client";
import { stateFromSyncReply } from "../domain/creative/review-state";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { getChange } from "../repositories/changes";
import { creativeIdsBySellerId, saveSellerState } from "../repositories/seller-creatives";
import type { SyncReply } from "../sales-agents/creative-exchange";
import type { WriteReply } from "../sales-agents/sales-agent";

/** The columns of a SellerCall that say where its creatives went. */
type SyncCall = {
  readonly organisationId: string;
  readonly changeId: string | null;
  readonly salesAgentId: string;
  readonly accountId: string | null;
};
type SettlePorts = Pick<Ports, "clock" | "newId">;

/** Reviews take seconds at the quickest seller, days at others: the first look is soon, the job spaces out the next ones. */
const firstLookMs = 1_000;
const unclear = "The seller gave no clear answer: we are looking for it in its list";

/**
 * Records what a reply to sync_creatives says of each creative, in the transaction that settles the call. Nothing becomes
 * `approved` here: the status in this reply is advisory, so a look at list_creatives is queued (requirements §2.3).
 */
export async function settleSyncCreatives(
  tx: Tx,
  ports: SettlePorts,
  call: SyncCall,
  reply: WriteReply<SyncReply>,
): Promise<void> {
  switch (reply.kind) {
    case "accepted":
      await settleAccepted(tx, ports, call, reply.value);
      return askForReviews(tx, ports, call);
    case "submitted":
    case "working":
    case "input_required":
      await saveAll(tx, ports, call, { status: "processing", rejectionReason: reply.message, synced: true });
      return askForReviews(tx, ports, call);
    case "refused":
      return failSyncCreatives(tx, ports, call, `${reply.problem.code}: ${reply.problem.message}`);
    case "unknown":
      // It may have arrived: the seller's own list tells, whether or not it is sent again.
      await saveAll(tx, ports, call, { status: "unknown", rejectionReason: unclear, synced: true });
      return askForReviews(tx, ports, call);
    case "unreachable":
      // Sent again by the worker with the same key: still on its way.
      return;
  }
}

/** The call was given up: what was queued with it is not at the seller, and may be sent again. */
export function failSyncCreatives(tx: Tx, ports: SettlePorts, call: SyncCall, message: string): Promise<void> {
  return saveAll(tx, ports, call, { status: "failed", rejectionReason: message, synced: false });
}

async function settleAccepted(tx: Tx, ports: SettlePorts, call: SyncCall, reply: SyncReply): Promise<void> {
  const { organisationId, salesAgentId } = call;
  const queued = await queuedCreatives(tx, call);
  const named = new Map(reply.creatives.map((item) => [item.creativeId, item]));
  for (const [sellerKnownId, creativeId] of await creativeIdsBySellerId(tx, organisationId, queued)) {
    const item = named.get(sellerKnownId);
    const status = item ? stateFromSyncReply(item.action, item.status) : "processing";
    const reasons = item?.errors.length ? item.errors.join("; ") : (item?.rejectionReason ?? null);
    const synced = status === "failed" ? {} : { syncedAt: ports.clock() };
    const state = { status, rejectionReason: reasons, seenAt: null, ...synced };
    await saveSellerState(tx, { organisationId, salesAgentId, creativeId }, state);
  }
}

async function saveAll(
  tx: Tx,
  ports: SettlePorts,
  call: SyncCall,
  to: { readonly status: string; readonly rejectionReason: string | null; readonly synced: boolean },
): Promise<void> {
  const { organisationId, salesAgentId } = call;
  const state = { status: to.status, rejectionReason: to.rejectionReason, seenAt: null };
  const synced = to.synced ? { syncedAt: ports.clock() } : {};
  for (const creativeId of await queuedCreatives(tx, call)) {
    await saveSellerState(tx, { organisationId, salesAgentId, creativeId }, { ...state, ...synced });
  }
}

/** Row ids of the creatives the change was about. */
async function queuedCreatives(tx: Tx, call: SyncCall): Promise<readonly string[]> {
  if (call.changeId === null) return [];
  const change = await getChange(tx, call.changeId);
  const patch: unknown = JSON.parse(change.patch);
  if (typeof patch !== "object" || patch === null || !("creatives" in patch) || !Array.isArray(patch.creatives))
    return [];
  return patch.creatives.map((item: { readonly id: string }) => item.id);
}

/** Names the job that follows the reviews at one agent and account. */
export function reviewsSubject(place: { readonly salesAgentId: string; readonly accountId: string }): string {
  return `${place.salesAgentId}:${place.accountId}`;
}

async function askForReviews(tx: Tx, ports: SettlePorts, call: SyncCall): Promise<void> {
  const { organisationId, salesAgentId, accountId } = call;
  if (accountId === null) return;
  const at = ports.clock();
  await enqueueJob(tx, {
    id: ports.newId(),
    organisationId,
    kind: "refresh_creatives",
    subjectId: reviewsSubject({ salesAgentId, accountId }),
    lane: `reviews:${salesAgentId}:${accountId}`,
    dueAt: addMillis(at, firstLookMs),
    at,
  });
}
