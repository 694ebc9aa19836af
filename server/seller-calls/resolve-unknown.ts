import type { Tx } from "../db/client";
import { maySendAgain, newKeyFrom } from "../domain/change/resend";
import { DomainError, notFound } from "../domain/errors";
import { ambiguousMatch, notAtSeller } from "../domain/media-buy/blocked-by";
import { addMillis, formatInstant, type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { subjectsWithJob } from "../queue/jobs";
import { claimedSellerIds } from "../repositories/bought-media-buys";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { latestCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { settleTasksOf } from "../repositories/seller-tasks";
import { adopt } from "./adopt-buy";
import { type BuyCandidate, readCandidates } from "./candidates";
import { enqueueVerify } from "./enqueue-verify";
import { sendChanges } from "./release-change";
import { replayTtlOf } from "./replay-ttl";

type ResolvePorts = Pick<Ports, "clock" | "newId" | "newIdempotencyKey" | "vault">;

/** Our own error code of an open outcome that a person gave up: it is never sent again. */
export const givenUp = "GIVEN_UP";

/** What a person may do about an open outcome now; a reason instead of null: not (yet), and why. */
export type UnknownChoices = {
  readonly candidates: readonly BuyCandidate[];
  readonly adopt: string | null;
  readonly sendAnew: string | null;
  readonly giveUp: string | null;
  /** Only for an edit: a person at the seller says that it happened. */
  readonly confirm: string | null;
  /** From when a new key is safe: no late copy of the last send can land any more. */
  readonly newKeyFrom: Instant | null;
};

/** For the screen that asks the person; the functions below hold the same rules. Callers check the organisation first. */
export async function unknownChoices(tx: Tx, ports: Pick<Ports, "clock">, changeId: string): Promise<UnknownChoices> {
  const open = await openOutcome(tx, ports, changeId);
  const candidates = readCandidates(open.change.candidates);
  const from = open.call === null ? null : newKeyFrom(open.call);
  const stop = await whyNotStop(tx, open);
  return {
    candidates,
    adopt: whyNotAdopt(open) ?? (candidates.length > 0 ? null : "No media buy at the seller fits"),
    sendAnew: stop,
    giveUp: stop,
    confirm: whyNotConfirm(open),
    newKeyFrom: from,
  };
}

/** A person picked the media buy at the seller that this create made. Call `ports.wakeWorker()` after the commit. */
export async function adoptCandidate(
  tx: Tx,
  ports: ResolvePorts,
  changeId: string,
  sellerMediaBuyId: string,
): Promise<void> {
  const open = await openOutcome(tx, ports, changeId);
  refuseIf(whyNotAdopt(open));
  const { change, call } = open;
  if (!readCandidates(change.candidates).some((one) => one.mediaBuyId === sellerMediaBuyId)) {
    throw notFound("The media buy at the seller");
  }
  if ((await claimedSellerIds(tx, change.salesAgentId)).has(sellerMediaBuyId)) {
    throw new DomainError("INVALID_TRANSITION", `${sellerMediaBuyId} already is another media buy of ours`);
  }
  const agent = await tx.salesAgent.findFirst({
    where: { id: change.salesAgentId, organisationId: change.organisationId },
    select: { name: true },
  });
  const sellerName = agent?.name ?? "the seller";
  const adopted = { sellerName, sellerMediaBuyId, by: "picked by a person" };
  await enqueueVerify(tx, ports, await adopt(tx, ports, change, held(call), adopted));
}

/**
 * A person decides that it did not happen and shall not: nothing is sent any more. INVALID_TRANSITION with the rule while the
 * seller may still get it.
 */
export async function giveUpUnknown(tx: Tx, ports: ResolvePorts, changeId: string): Promise<void> {
  const open = await openOutcome(tx, ports, changeId);
  refuseIf(await whyNotStop(tx, open));
  const { change, at } = open;
  const call = held(open.call);
  await updateSellerCall(tx, call, { state: "dead", settledAt: at, errorCode: givenUp, idempotencyKeySealed: "" });
  await settleTasksOf(tx, change.organisationId, call.id, at);
  const message = "Given up: the seller does not show it, and it is not sent again";
  const error = { code: givenUp, message, recovery: "terminal", field: null, suggestion: null };
  const move = { at, auditId: ports.newId(), to: "failed" as const, action: "change.given_up", summary: message };
  await moveChange(tx, change, { ...move, error, candidates: null });
  await refreshBuy(tx, change, at);
}

/**
 * A person lets it be sent again under a new key, because the seller does not have it. INVALID_TRANSITION with the rule, and the
 * time from which it is allowed, while an earlier copy may still land or the same key is still safe.
 */
export async function allowNewKey(tx: Tx, ports: ResolvePorts, changeId: string): Promise<void> {
  const open = await openOutcome(tx, ports, changeId);
  refuseIf(await whyNotStop(tx, open));
  const call = held(open.call);
  await updateSellerCall(tx, call, { state: "dead", settledAt: open.at, idempotencyKeySealed: "" });
  await settleTasksOf(tx, open.change.organisationId, call.id, open.at);
  await sendChanges(
    tx,
    ports,
    [open.change],
    "Sending again under a new key: the seller does not have the first request",
  );
}

/** An edit that no read can show: a person at the seller says that it happened. What is read back next settles it. */
export async function confirmHappened(tx: Tx, ports: ResolvePorts, changeId: string): Promise<void> {
  const open = await openOutcome(tx, ports, changeId);
  refuseIf(whyNotConfirm(open));
  const call = held(open.call);
  await updateSellerCall(tx, call, { state: "done", settledAt: open.at, idempotencyKeySealed: "" });
  const moved = await moveChange(tx, open.change, {
    at: open.at,
    auditId: ports.newId(),
    to: "verifying",
    action: "change.confirmed_by_seller",
    summary: "The seller says that it was done; reading it back",
    error: null,
  });
  await refreshBuy(tx, open.change, open.at);
  await enqueueVerify(tx, ports, moved);
}

type OpenOutcome = { readonly change: ChangeRecord; readonly call: SellerCallRecord | null; readonly at: Instant };

async function openOutcome(tx: Tx, ports: Pick<Ports, "clock">, changeId: string): Promise<OpenOutcome> {
  const change = await getChange(tx, changeId);
  return { change, call: await latestCall(tx, change.organisationId, change.id), at: ports.clock() };
}

function whyNotOpen({ change, call }: OpenOutcome): string | null {
  if (change.state !== "unknown" || call === null) return `It is ${change.state}: its outcome is not open`;
  return null;
}

/** A create that the seller has called done, or is still deciding on, may be picked as well as one with an open outcome. */
function whyNotAdopt(open: OpenOutcome): string | null {
  const { change, call } = open;
  if (change.kind !== "create_media_buy") return "Only a new media buy can be picked at the seller";
  const isOpen = ["unknown", "verifying", "submitted", "working", "input_required"].includes(change.state);
  return isOpen && call !== null ? null : `It is ${change.state}: its outcome is not open`;
}

/** Why the request may not be dropped yet, be it for good or for one under a new key; null: it may. */
async function whyNotStop(tx: Tx, open: OpenOutcome): Promise<string | null> {
  const { change, call, at } = open;
  const notOpen = whyNotOpen(open);
  if (notOpen !== null || call === null) return notOpen;
  const repeatedUntil = await recognisedUntil(tx, open, call);
  if (repeatedUntil !== null) {
    return `The seller recognises a repeat until ${clockTime(repeatedUntil)}: the same request is sent again by itself`;
  }
  const from = newKeyFrom(call);
  if (from !== null && isBefore(at, from)) {
    return `An earlier copy may still reach the seller: allowed from ${clockTime(from)}`;
  }
  const looked = change.verifiedAt !== null && (from === null || !isBefore(change.verifiedAt, from));
  const said = change.errorCode === notAtSeller || change.errorCode === ambiguousMatch;
  if (!looked || !said) return "We have not been able to look for it at the seller since; it is being looked for";
  return null;
}

/** Until when the same request may go again under its own key; null: it may not. */
async function recognisedUntil(tx: Tx, { change, at }: OpenOutcome, call: SellerCallRecord): Promise<Instant | null> {
  // Only while it really goes again by itself: what was left to be looked up does not.
  if ((await subjectsWithJob(tx, "send_seller_call", [call.id])).length === 0) return null;
  const ttl = await replayTtlOf(tx, change.organisationId, change.salesAgentId);
  if (ttl === null || !maySendAgain({ ...call, ambiguous: true }, ttl, at)) return null;
  return addMillis(call.firstSentAt ?? at, ttl * 1000);
}

function whyNotConfirm(open: OpenOutcome): string | null {
  const notOpen = whyNotOpen(open);
  if (notOpen !== null) return notOpen;
  if (open.change.kind !== "update_media_buy") return "The seller lists its media buys: pick the one that it made";
  return open.change.errorCode === notAtSeller ? null : "It is still being looked for at the seller";
}

function clockTime(instant: Instant): string {
  return `${formatInstant(instant, "UTC")} UTC`;
}

function held(call: SellerCallRecord | null): SellerCallRecord {
  if (call === null) throw notFound("The seller call");
  return call;
}

function refuseIf(reason: string | null): void {
  if (reason !== null) throw new DomainError("INVALID_TRANSITION", reason);
}

async function refreshBuy(tx: Tx, change: ChangeRecord, at: Instant): Promise<void> {
  const { organisationId, mediaBuyId } = change;
  if (mediaBuyId !== null) await saveMediaBuy(tx, { organisationId, mediaBuyId, at }, {});
}
