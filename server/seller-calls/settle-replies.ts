import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import type { Ports } from "../ports";
import { finishHeld } from "../queue/held-jobs";
import { claimedAmong } from "../repositories/bought-media-buys";
import { moveChanges } from "../repositories/changes";
import { type MediaBuySave, saveMediaBuys } from "../repositories/media-buys";
import { updateSellerCalls } from "../repositories/seller-calls";
import { enqueueVerifies } from "./enqueue-verify";
import type { Work } from "./gather";
import { type AnyReply, replyColumns, type Sent, saidAgain, settleReply } from "./settle-reply";
import { whileHeld } from "./while-held";

type Accepted = Extract<AnyReply, { readonly kind: "accepted" }>;
export type Settling<Reply extends AnyReply = AnyReply> = { readonly sent: Sent; readonly reply: Reply };

/** What came back of one call or of many, in one transaction, each only while its job is still ours. */
export const settleReplies: Work<Settling, void> = whileHeld(
  ({ sent }) => sent.job,
  async (tx, ports, ours) => {
    for (const { sent, reply } of ours) if (!isWritten({ sent, reply })) await settleReply(tx, ports, sent, reply);
    await settleAccepted(tx, ports, ours.filter(isWritten));
    crashPoint("before-record-commit");
  },
);

/** A write of a media buy that its seller has accepted: it is read back next. */
function isWritten(settling: Settling): settling is Settling<Accepted> {
  return settling.reply.kind === "accepted" && settling.sent.change.kind !== "sync_creatives";
}

async function settleAccepted(tx: Tx, ports: Ports, accepted: readonly Settling<Accepted>[]): Promise<void> {
  const [first] = accepted;
  if (!first) return;
  const { organisationId } = first.sent.call;
  const at = ports.clock();
  // A request that is done is never sent again: its key, a secret, is not kept.
  const done = { state: "done" as const, settledAt: at, idempotencyKeySealed: "" };
  await updateSellerCalls(
    tx,
    organisationId,
    accepted.map(({ sent, reply }) => ({ id: sent.call.id, columns: { ...replyColumns(reply), ...done } })),
  );
  await finishHeld(
    tx,
    accepted.map(({ sent }) => sent.job),
  );
  const moved = await moveChanges(
    tx,
    accepted.map(({ sent, reply }) => {
      const summary = `${sent.sellerName} accepted it${saidAgain(reply.replayed)}; reading it back`;
      const move = { to: "verifying" as const, action: "change.accepted", summary, error: null };
      return { change: sent.change, move: { ...move, at, auditId: ports.newId() } };
    }),
  );
  await enqueueVerifies(tx, ports, moved);
  await saveMediaBuys(tx, await savesOf(tx, accepted, at));
}

async function savesOf(
  tx: Tx,
  accepted: readonly Settling<Accepted>[],
  at: MediaBuySave["key"]["at"],
): Promise<readonly MediaBuySave[]> {
  const made = accepted.flatMap(({ sent: { change }, reply: { value } }) =>
    change.kind === "create_media_buy" && "mediaBuyId" in value
      ? [{ salesAgentId: change.salesAgentId, sellerMediaBuyId: value.mediaBuyId }]
      : [],
  );
  const taken = await claimedAmong(tx, made);
  return accepted.flatMap(({ sent: { change }, reply: { value } }) => {
    const { organisationId, mediaBuyId, salesAgentId } = change;
    if (mediaBuyId === null) return [];
    const key = { organisationId, mediaBuyId, at };
    const sellerMediaBuyId = change.kind === "create_media_buy" && "mediaBuyId" in value ? value.mediaBuyId : null;
    if (sellerMediaBuyId === null) return [{ key, change: {} }];
    // A seller that names a buy we already have has not made a new one: the read-back looks for it by its natural key.
    const isNew = !taken.has(`${salesAgentId} ${sellerMediaBuyId}`);
    taken.add(`${salesAgentId} ${sellerMediaBuyId}`);
    return [{ key, change: isNew ? { sellerMediaBuyId } : {} }];
  });
}
