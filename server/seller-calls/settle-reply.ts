import type { Tx } from "../db/client";
import { afterError } from "../domain/change/after-error";
import { backOffMs, maxSendAttempts } from "../domain/change/back-off";
import type { ChangeState } from "../domain/change/change-state";
import { isHeldBack } from "../domain/change/stale-edit";
import { ambiguousMatch, notAtSeller } from "../domain/media-buy/blocked-by";
import { addMillis } from "../domain/time";
import type { Ports } from "../ports";
import { type ClaimedJob, enqueueJob, finishJob, rescheduleJob } from "../queue/jobs";
import { type ChangeError, type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import {
  type CallColumns,
  type CallState,
  type SellerCallRecord,
  updateSellerCall,
} from "../repositories/seller-calls";
import { openSellerTask } from "../repositories/seller-tasks";
import type { SyncReply } from "../sales-agents/creative-exchange";
import type { CreateReply, SellerProblem, UpdateReply, WriteReply } from "../sales-agents/sales-agent";
import { circuitOpen, heedProblem, heldSentence } from "./agent-held";
import { enqueueVerify } from "./enqueue-verify";
import type { WorkerOptions } from "./job-handler";
import { reopenLine } from "./reopen-line";
import { failSyncCreatives, settleSyncCreatives } from "./settle-sync-creatives";
import { storedReply } from "./stored-reply";
import { lookNow } from "./watch-media-buy";

export type AnyReply = WriteReply<CreateReply> | WriteReply<UpdateReply> | WriteReply<SyncReply>;

/** One send as it was begun. `ambiguous`: an earlier send of the same call may have happened. */
export type Sending = { readonly call: SellerCallRecord; readonly change: ChangeRecord; readonly ambiguous: boolean };
export type Sent = Sending & { readonly sellerName: string; readonly job: ClaimedJob; readonly options: WorkerOptions };

/** What came back, on the call, the change and the buy; and what is next, as a job. What was accepted is in settle-replies.ts. */
export async function settleReply(tx: Tx, ports: Ports, sent: Sent, reply: AnyReply): Promise<void> {
  await updateSellerCall(tx, sent.call, replyColumns(reply));
  if ("problem" in reply) await heedProblem(tx, ports, sent.call, reply.problem);
  if (sent.change.kind === "sync_creatives") {
    await settleSyncCreatives(tx, ports, sent.call, reply as WriteReply<SyncReply>);
  }
  switch (reply.kind) {
    case "accepted":
      return settleSynced(tx, ports, sent, reply.replayed);
    case "submitted":
    case "working":
    case "input_required":
      return settleWaiting(tx, ports, sent, reply);
    case "refused":
      return settleRefused(tx, ports, sent, reply.problem);
    case "unreachable":
      return sendLater(tx, ports, sent, reply.problem, "was not reached");
    case "unknown":
      return settleUnknown(tx, ports, sent, reply.problem);
  }
}

export function replyColumns(reply: AnyReply): CallColumns {
  const problem = "problem" in reply ? reply.problem : null;
  return {
    replyKind: reply.kind,
    reply: storedReply(reply.kind === "accepted" ? reply.value : null, reply.raw),
    replayed: "replayed" in reply && reply.replayed,
    errorCode: problem?.code.slice(0, 64) ?? null,
    errorMessage: problem?.message.slice(0, 2000) ?? null,
    httpStatus: reply.httpStatus,
    milliseconds: reply.milliseconds,
  };
}

async function settleSynced(tx: Tx, ports: Ports, sent: Sent, replayed: boolean): Promise<void> {
  await endCall(tx, ports, sent, "done");
  const summary = `${sent.sellerName} took the creatives${saidAgain(replayed)}`;
  await step(tx, ports, sent.change, { to: "settled", action: "change.accepted", summary, error: null });
}

export const saidAgain = (replayed: boolean): string => (replayed ? " (already done: this was a repeat)" : "");

async function endCall(tx: Tx, ports: Ports, sent: Sent, state: CallState): Promise<void> {
  // A request that is done is never sent again: its key, a secret, is not kept.
  const key = state === "done" ? { idempotencyKeySealed: "" } : {};
  await updateSellerCall(tx, sent.call, { state, settledAt: ports.clock(), ...key });
  await finishJob(tx, sent.job);
}

type Step = {
  readonly to: ChangeState;
  readonly action: string;
  readonly summary: string;
  readonly error?: ChangeError | null;
};

async function step(tx: Tx, ports: Ports, change: ChangeRecord, move: Step): Promise<ChangeRecord> {
  return moveChange(tx, change, { at: ports.clock(), auditId: ports.newId(), ...move });
}

async function refreshBuy(
  tx: Tx,
  ports: Ports,
  change: ChangeRecord,
  columns: Parameters<typeof saveMediaBuy>[2] = {},
) {
  if (change.mediaBuyId === null) return;
  const key = { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId, at: ports.clock() };
  await saveMediaBuy(tx, key, columns);
}

type Waiting = Extract<AnyReply, { readonly kind: "submitted" | "working" | "input_required" }>;

const waitingWords: Record<Waiting["kind"], { readonly task: string; readonly says: string }> = {
  submitted: { task: "submitted", says: "is reviewing it" },
  working: { task: "working", says: "is working on it" },
  input_required: { task: "input-required", says: "asks for input" },
};

async function settleWaiting(tx: Tx, ports: Ports, sent: Sent, reply: Waiting): Promise<void> {
  const { call, change, sellerName, options } = sent;
  const { task, says } = waitingWords[reply.kind];
  await updateSellerCall(tx, call, { state: "waiting" });
  await finishJob(tx, sent.job);
  const error = reply.kind === "input_required" ? inputError(reply.reason, reply.message) : null;
  const summary = `${sellerName} ${says}`;
  const moved = await step(tx, ports, change, { to: reply.kind, action: `change.${reply.kind}`, summary, error });
  const pollMs = options.pollSeconds * 1000;
  if (reply.taskId !== null)
    await openTask(tx, ports, sent, { taskId: reply.taskId, status: task, message: reply.message });
  else if (change.kind !== "sync_creatives") await enqueueVerify(tx, ports, moved, pollMs);
  const isCreate = change.kind === "create_media_buy";
  await refreshBuy(tx, ports, change, isCreate ? { taskStatus: task, taskMessage: reply.message } : {});
}

function inputError(reason: string | null, message: string): ChangeError {
  return { code: reason ?? "INPUT_REQUIRED", message, recovery: "correctable", field: null, suggestion: null };
}

async function openTask(
  tx: Tx,
  ports: Ports,
  sent: Sent,
  task: { readonly taskId: string; readonly status: string; readonly message: string | null },
): Promise<void> {
  const { organisationId, id: sellerCallId, salesAgentId } = sent.call;
  const at = ports.clock();
  const id = await openSellerTask(tx, { ...task, id: ports.newId(), organisationId, sellerCallId, salesAgentId, at });
  const dueAt = addMillis(at, sent.options.pollSeconds * 1000);
  const lane = `task:${id}`;
  await enqueueJob(tx, { id: ports.newId(), organisationId, kind: "poll_seller_task", subjectId: id, lane, dueAt, at });
}

async function settleRefused(tx: Tx, ports: Ports, sent: Sent, problem: SellerProblem): Promise<void> {
  const next = afterError(problem.code, problem.recovery);
  if (next.kind === "look_up") return leaveToLookUp(tx, ports, sent.job, sent, problem);
  if (next.kind === "retry") return sendLater(tx, ports, sent, problem, "asked to be called later", next.attempts);
  await endCall(tx, ports, sent, "refused");
  const stale = isHeldBack(problem.code);
  if (stale && (await reopenLine(tx, ports, sent.change, problem))) return;
  const summary = stale ? `Not sent: ${problem.message}` : `${sent.sellerName} refused it: ${problem.code}`;
  const action = stale ? "change.stale" : "change.refused";
  await step(tx, ports, sent.change, { to: "refused", action, summary, error: problem });
  await refreshBuy(tx, ports, sent.change);
  const { kind, mediaBuyId, organisationId, salesAgentId, accountId } = sent.change;
  if (kind === "update_media_buy" && mediaBuyId !== null) {
    await lookNow(tx, ports, { id: mediaBuyId, organisationId, salesAgentId, accountId });
  }
}

/** The seller did not do it now and may later: same key, same bytes, after a while; a few times, then a person decides. */
async function sendLater(
  tx: Tx,
  ports: Ports,
  sent: Sent,
  problem: SellerProblem,
  what: string,
  attempts = maxSendAttempts,
): Promise<void> {
  const { call, change, job } = sent;
  // While the agent is left alone nothing was even tried.
  if (!sent.ambiguous && call.attempts >= attempts && problem.code !== circuitOpen) {
    await endCall(tx, ports, sent, "dead");
    const summary = `${sent.sellerName} ${what} ${call.attempts} times: ${problem.code}`;
    await step(tx, ports, change, { to: "failed", action: "change.failed", summary, error: problem });
    if (change.kind === "sync_creatives") await failSyncCreatives(tx, ports, call, problem.message);
    return refreshBuy(tx, ports, change);
  }
  await updateSellerCall(tx, call, { state: sent.ambiguous ? "unknown" : "pending" });
  const wait = backOffMs(Math.min(call.attempts, attempts), ports.random(), problem.retryAfterSeconds);
  const dueAt = addMillis(ports.clock(), wait);
  await rescheduleJob(tx, job, dueAt, `${problem.code}: ${problem.message}`);
  // A seller that stays away for hours is one line in the record, not one a minute.
  if (sent.ambiguous && change.errorCode === problem.code) return;
  const summary = `${sent.sellerName} ${what}; trying again in ${Math.ceil(wait / 1000)} s`;
  const message = heldSentence(sent.sellerName, { until: dueAt, needsCredential: false });
  const error = problem.code === "RATE_LIMITED" ? { ...problem, message } : problem;
  await step(tx, ports, change, { to: change.state, action: "change.postponed", summary, error });
  await refreshBuy(tx, ports, change);
}

/** It may have happened. Visible at once; sent again under the same key while the seller promises to recognise it. */
async function settleUnknown(tx: Tx, ports: Ports, sent: Sent, problem: SellerProblem): Promise<void> {
  const { call, change, job, sellerName } = sent;
  await updateSellerCall(tx, call, { state: "unknown" });
  const wait = backOffMs(call.attempts, ports.random(), problem.retryAfterSeconds);
  await rescheduleJob(tx, job, addMillis(ports.clock(), wait), `${problem.code}: ${problem.message}`);
  if (change.state === "unknown" && change.errorCode === problem.code) return;
  const summary = `${sellerName} gave no clear answer (${problem.code}): it may have happened`;
  await step(tx, ports, change, { to: "unknown", action: "change.unknown", summary, error: problem });
  await refreshBuy(tx, ports, change);
}

/** Sending again is not safe: the outcome is looked up at the seller instead. */
export async function leaveToLookUp(
  tx: Tx,
  ports: Ports,
  job: ClaimedJob,
  sending: Sending,
  problem: SellerProblem | null = null,
): Promise<void> {
  const { call, change } = sending;
  await updateSellerCall(tx, call, { state: "unknown" });
  await finishJob(tx, job);
  const summary = "It may have happened and cannot safely be sent again: looking for it at the seller";
  if (change.kind === "sync_creatives") return askToSyncAgain(tx, ports, sending, problem);
  // What an earlier look found is no longer the last word.
  const isFinding = change.errorCode === notAtSeller || change.errorCode === ambiguousMatch;
  const error = problem !== null || isFinding ? { error: problem } : {};
  const moved = await step(tx, ports, change, { to: "unknown", action: "change.unknown", summary, ...error });
  await refreshBuy(tx, ports, change);
  await enqueueVerify(tx, ports, moved);
}

/** Creatives carry their own ids, so that syncing them twice changes nothing: a person may simply do it again. */
async function askToSyncAgain(tx: Tx, ports: Ports, sending: Sending, problem: SellerProblem | null): Promise<void> {
  const { call, change } = sending;
  await updateSellerCall(tx, call, { state: "dead", settledAt: ports.clock(), idempotencyKeySealed: "" });
  const message = "The seller may have the creatives or not; syncing them again is safe";
  const error = problem ?? { code: "OUTCOME_OPEN", message, recovery: "correctable", field: null, suggestion: null };
  await step(tx, ports, change, { to: "failed", action: "change.failed", summary: message, error });
  await failSyncCreatives(tx, ports, call, message);
}

/** The call cannot be made at all any more. */
export async function giveUp(
  tx: Tx,
  ports: Ports,
  job: ClaimedJob,
  call: SellerCallRecord,
  reason: { readonly code: string; readonly message: string },
): Promise<void> {
  await finishJob(tx, job);
  if (call.changeId === null || !["pending", "sending", "unknown"].includes(call.state)) return;
  // A call that may have happened gives up its key: it is never sent again as if it had not been sent.
  const key = call.state === "pending" ? {} : { idempotencyKeySealed: "" };
  await updateSellerCall(tx, call, { state: "dead", settledAt: ports.clock(), errorCode: reason.code, ...key });
  const change = await getChange(tx, call.changeId);
  const error = { ...reason, recovery: "terminal", field: null, suggestion: null };
  await step(tx, ports, change, { to: "failed", action: "change.failed", summary: reason.message, error });
  if (change.kind === "sync_creatives") await failSyncCreatives(tx, ports, call, reason.message);
  await refreshBuy(tx, ports, change);
}
