import type { Tx } from "../db/client";
import { maySendAgain, newKeyFrom } from "../domain/change/resend";
import { DomainError } from "../domain/errors";
import { type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { enqueueJob } from "../queue/jobs";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { refuseOverCap } from "./refuse-over-cap";
import { laneOf, sendChanges } from "./release-change";
import { replayTtlOf } from "./replay-ttl";
import { allowNewKey, givenUp } from "./resolve-unknown";

type RetryPorts = Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault">;

/**
 * Tries a change again. Where the outcome is open or the seller was never reached: the same call, key and bytes, due now. Where a
 * create or creative sync is known not to have happened: a new call with a new key for the same bytes. Anything else is refused
 * with the rule (INVALID_TRANSITION). Call `ports.wakeWorker()` after the commit.
 */
export async function retryChange(tx: Tx, ports: RetryPorts, changeId: string): Promise<void> {
  const change = await getChange(tx, changeId);
  const call = await latestCall(tx, change.organisationId, change.id);
  if (!call) throw refusal("It was never sent");
  const at = ports.clock();
  switch (change.state) {
    case "sending":
      if (call.replyKind === "refused")
        throw refusal("The seller asked to be called later: it goes out again by itself");
      return sendNow(tx, ports, change, call);
    case "unknown":
      return retryUnknown(tx, ports, change, call, at);
    case "failed":
      return retryFailed(tx, ports, change, call, at);
    case "refused":
      return sendAfresh(tx, ports, change, call, at);
    case "rejected":
      throw refusal("The seller rejected it: change it before it is sent again");
    default:
      throw refusal(`It is ${change.state}: there is nothing to retry`);
  }
}

async function retryFailed(tx: Tx, ports: RetryPorts, change: ChangeRecord, call: SellerCallRecord, at: Instant) {
  if (change.errorCode === givenUp) throw refusal("It was given up: plan it anew");
  if (call.state !== "dead") return sendAfresh(tx, ports, change, call, at);
  // Its key goes with the call whose outcome was open when it ended: never sent again as if it had not been sent.
  if (call.idempotencyKeySealed === "") return sendAfresh(tx, ports, change, call, at);
  return sendSameAgain(tx, ports, change, call);
}

async function retryUnknown(tx: Tx, ports: RetryPorts, change: ChangeRecord, call: SellerCallRecord, at: Instant) {
  const ttl = await replayTtlOf(tx, change.organisationId, change.salesAgentId);
  if (maySendAgain({ ...call, ambiguous: true }, ttl, at)) return sendNow(tx, ports, change, call);
  return allowNewKey(tx, ports, change.id);
}

/** Due now instead of at the end of its back-off; nothing else changes. */
async function sendNow(tx: Tx, ports: RetryPorts, change: ChangeRecord, call: SellerCallRecord): Promise<void> {
  const at = ports.clock();
  const { organisationId } = change;
  const lane = laneOf(change);
  await enqueueJob(tx, {
    id: ports.newId(),
    organisationId,
    kind: "send_seller_call",
    subjectId: call.id,
    lane,
    dueAt: at,
    at,
  });
}

async function sendSameAgain(tx: Tx, ports: RetryPorts, change: ChangeRecord, call: SellerCallRecord): Promise<void> {
  await refuseOverCap(tx, change.organisationId, [change.id], ports.clock());
  await updateSellerCall(tx, call, { state: "pending", attempts: 0, settledAt: null });
  const at = ports.clock();
  const summary = "Sending again to the seller, which was not reached before";
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "sending",
    action: "change.retried",
    summary,
    error: null,
  });
  await sendNow(tx, ports, change, call);
  const { organisationId, mediaBuyId } = change;
  if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
}

async function sendAfresh(tx: Tx, ports: RetryPorts, change: ChangeRecord, call: SellerCallRecord, at: Instant) {
  if (change.kind === "update_media_buy") {
    throw refusal("The seller refused this edit: look at the media buy as it is now and edit again");
  }
  const mayBeUnderWay = call.attempts > 1 || call.state === "dead";
  const from = mayBeUnderWay ? newKeyFrom(call) : null;
  if (from !== null && isBefore(at, from)) {
    throw refusal("An earlier send may still arrive at the seller: try again in five minutes");
  }
  await sendChanges(tx, ports, [change], "Sending again: the seller did not take the first request");
}

function refusal(message: string): DomainError {
  return new DomainError("INVALID_TRANSITION", message);
}
