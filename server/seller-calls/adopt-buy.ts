import type { Tx } from "../db/client";
import { duplicateReference } from "../domain/change/after-error";
import { newKeyFrom } from "../domain/change/resend";
import { ambiguousMatch, notAtSeller } from "../domain/media-buy/blocked-by";
import type { FoundBuy } from "../domain/media-buy/find-created-buy";
import { addMillis, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { type ClaimedJob, rescheduleJob, subjectsWithJob } from "../queue/jobs";
import { claimedSellerIds } from "../repositories/bought-media-buys";
import { type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { firstSendOf, latestCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { settleTasksOf } from "../repositories/seller-tasks";
import type { MediaBuySnapshot } from "../sales-agents/sales-agent";
import { candidateOf, writeCandidates } from "./candidates";
import { lookForBuy } from "./find-created-buy";
import type { WorkerOptions } from "./job-handler";

type Search = {
  readonly job: ClaimedJob;
  readonly options: WorkerOptions;
  readonly changeId: string;
  readonly sellerName: string;
  /** Every buy of the account; empty where the seller cannot list them. */
  readonly listed: readonly MediaBuySnapshot[];
  /** Present where it cannot: the ids it has under our reference, or null where it cannot be asked for that either. */
  readonly byReference?: readonly string[] | null;
};

/** A create whose buy no reply named: adopts the one that it must have made, or says what stands in the way. */
export async function adoptBuy(tx: Tx, ports: Ports, search: Search): Promise<void> {
  const change = await getChange(tx, search.changeId);
  const call = await latestCall(tx, change.organisationId, change.id);
  const later = (seconds: number) => rescheduleJob(tx, search.job, addMillis(ports.clock(), seconds * 1000));
  // A buy of an earlier call of the same change is as much its own.
  const firstSentAt = await firstSendOf(tx, change.organisationId, change.id);
  if (!call || firstSentAt === null || change.mediaBuyId === null) return later(search.options.pollSeconds);
  const { sellerName, byReference } = search;
  const found =
    byReference === undefined
      ? await lookForBuy(tx, change, search.listed, firstSentAt)
      : await namedBuy(tx, change, byReference);
  switch (found.kind) {
    case "one": {
      const by = byReference === undefined ? {} : { by: "the seller has it under our reference" };
      await adopt(tx, ports, change, call, { sellerName, sellerMediaBuyId: found.mediaBuyId, ...by });
      return later(0);
    }
    case "unsure":
      // The seller waits for an answer: its question stays what the person reads.
      if (change.state !== "input_required") {
        await noteUnsure(tx, ports, search, change, call, found.mediaBuyIds);
      }
      return later(search.options.pollSeconds * 2);
    case "none":
      await noteNone(tx, ports, search, change, call);
      return later(search.options.pollSeconds);
  }
}

/** More than one under one reference would be nobody's to choose here: the list that could show them is not there. */
async function namedBuy(tx: Tx, change: ChangeRecord, ids: readonly string[] | null): Promise<FoundBuy> {
  const claimed = await claimedSellerIds(tx, change.salesAgentId);
  const free = (ids ?? []).filter((id) => !claimed.has(id));
  const [only] = free;
  return only !== undefined && free.length === 1 ? { kind: "one", mediaBuyId: only } : { kind: "none" };
}

export type Adopted = { readonly sellerName: string; readonly sellerMediaBuyId: string; readonly by?: string };

/** The buy at the seller becomes this create's; what is read back next gives the verdicts. */
export async function adopt(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  change: ChangeRecord,
  call: SellerCallRecord,
  { sellerName, sellerMediaBuyId, by = "same products, budgets and dates, made since it was sent" }: Adopted,
): Promise<ChangeRecord> {
  const at = ports.clock();
  await updateSellerCall(tx, call, { state: "done", settledAt: at, idempotencyKeySealed: "" });
  await settleTasksOf(tx, change.organisationId, call.id, at);
  const moved = await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: "verifying",
    action: "media_buy.adopted",
    summary: `Found at ${sellerName} as ${sellerMediaBuyId}: ${by}`,
    error: null,
    candidates: null,
  });
  await saveMediaBuy(
    tx,
    { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId ?? "", at },
    { sellerMediaBuyId },
  );
  return moved;
}

async function noteUnsure(
  tx: Tx,
  ports: Ports,
  search: Search,
  change: ChangeRecord,
  call: SellerCallRecord,
  ids: readonly string[],
): Promise<void> {
  const found = search.listed.filter((buy) => ids.includes(buy.mediaBuyId)).map(candidateOf);
  const message = `${search.sellerName} has buys that could be this one: ${ids.join(", ")}`;
  await note(tx, ports, change, call, { code: ambiguousMatch, message, candidates: writeCandidates(found) });
}

/**
 * Said only once no late copy of the last send can land any more, and while nothing of ours sends it again. Also of a create that the
 * seller called done without naming its buy: then only the seller can say which one it is.
 */
async function noteNone(
  tx: Tx,
  ports: Ports,
  search: Search,
  change: ChangeRecord,
  call: SellerCallRecord,
): Promise<void> {
  const from = newKeyFrom(call);
  const isDone = change.state === "verifying";
  if ((change.state !== "unknown" && !isDone) || (from !== null && isBefore(ports.clock(), from))) return;
  if ((await subjectsWithJob(tx, "send_seller_call", [call.id])).length > 0) return;
  const message = noneSentence(search, isDone, change.errorCode);
  await note(tx, ports, change, call, { code: notAtSeller, message, candidates: null });
}

function noneSentence({ sellerName, byReference }: Search, isDone: boolean, errorCode: string | null): string {
  if (errorCode === duplicateReference)
    return `${sellerName} says that it already has a media buy under our reference and has no way to list it: ask for its id and take it over here`;
  if (byReference === undefined)
    return isDone
      ? `${sellerName} says that it is done and lists no buy like this one: ask which one it is`
      : `${sellerName} does not list a buy like this one: ask whether it waits for review there before it is sent again`;
  const cannot =
    byReference === null
      ? "has no way to list its media buys"
      : byReference.length === 0
        ? "shows no media buy under our reference"
        : `has ${byReference.join(", ")} under our reference`;
  return isDone
    ? `${sellerName} says that it is done and ${cannot}: ask for its id and take it over here`
    : `${sellerName} gave no clear answer and ${cannot}: ask whether it was made before it is sent again`;
}

type Finding = { readonly code: string; readonly message: string; readonly candidates: string | null };

/** Says once what was found; the same finding again changes nothing, except the first after the quarantine. */
async function note(
  tx: Tx,
  ports: Ports,
  change: ChangeRecord,
  call: SellerCallRecord,
  { code, message, candidates }: Finding,
): Promise<void> {
  const at = ports.clock();
  const from = newKeyFrom(call);
  const looked = change.verifiedAt;
  const isFirstSafeLook = from !== null && !isBefore(at, from) && (looked === null || isBefore(looked, from));
  if (change.errorCode === code && change.candidates === candidates && !isFirstSafeLook) return;
  const error = { code, message, recovery: "correctable", field: null, suggestion: null };
  const move = { at, auditId: ports.newId(), to: change.state, action: "change.looked_up", summary: message, error };
  await moveChange(tx, change, { ...move, candidates, lookedAt: at });
  if (change.mediaBuyId !== null) {
    await saveMediaBuy(tx, { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId, at }, {});
  }
}
