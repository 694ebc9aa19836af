import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { backOffMs, spread } from "../domain/change/back-off";
import type { ChangeState } from "../domain/change/change-state";
import { addMillis, type Instant, isBefore, millisOf } from "../domain/time";
import type { Ports } from "../ports";
import { assertHeld, type ClaimedJob, finishJob, rescheduleJob } from "../queue/jobs";
import { claimedSellerIds } from "../repositories/bought-media-buys";
import { type ChangeError, type ChangeRecord, getChange, moveChange } from "../repositories/changes";
import { saveMediaBuy } from "../repositories/media-buys";
import { getSellerCall, type SellerCallRecord, updateSellerCall } from "../repositories/seller-calls";
import { getSellerTask, recordPoll, type SellerTaskRecord } from "../repositories/seller-tasks";
import { inCall } from "../sales-agents/call-context";
import type { TaskState } from "../sales-agents/sales-agent";
import { enqueueVerify } from "./enqueue-verify";
import type { JobHandler, WorkerOptions } from "./job-handler";
import { noteLateCompletion } from "./note-late-completion";
import { notifyChange } from "./progress";
import { reach } from "./reach";
import { failSyncCreatives } from "./settle-sync-creatives";
import { storedReply } from "./stored-reply";

/** Asks how a task is; its end moves the change, and a completed one is then read back like any other write. */
export const pollSellerTask: JobHandler = async (ports, job, options) => {
  const task = await getSellerTask(ports.db, job.organisationId, job.subjectId);
  if (task === null || task.settledAt !== null) return ports.inTransaction((tx) => finishJob(tx, job));
  const call = await getSellerCall(ports.db, job.organisationId, task.sellerCallId);
  const { agent, account, name } = await reach(ports, call);
  crashPoint("before-task-poll");
  const { id: sellerCallId, changeId, mediaBuyId } = call;
  const read = await inCall({ sellerCallId, changeId, mediaBuyId }, () => agent.getTask(account, task.taskId));
  crashPoint("after-task-poll-before-record");
  const changeSetId = await ports.inTransaction(async (tx) => {
    await assertHeld(tx, job);
    const change = await getChange(tx, call.changeId ?? "");
    const polled: Polled = { job, options, task, call, change, sellerName: name };
    if (read.kind === "ok") await settleTask(tx, ports, polled, read.value);
    else if (read.problem.code === "UNSUPPORTED_FEATURE") await settleTask(tx, ports, polled, asItWas);
    else
      await notReached(
        tx,
        ports,
        polled,
        `${read.problem.code}: ${read.problem.message}`,
        read.problem.retryAfterSeconds,
      );
    crashPoint("before-task-commit");
    return change.changeSetId;
  });
  crashPoint("after-task-record");
  notifyChange(changeSetId);
};

/** The seller has no way to say how a task stands: a webhook ends it, or a person, who is told after a day. */
const asItWas: TaskState = {
  status: "unknown",
  rawStatus: "submitted",
  message: null,
  problem: null,
  create: null,
  raw: null,
};

type Polled = {
  readonly job: ClaimedJob;
  readonly options: WorkerOptions;
  readonly task: SellerTaskRecord;
  readonly call: SellerCallRecord;
  readonly change: ChangeRecord;
  readonly sellerName: string;
};

async function notReached(
  tx: Tx,
  ports: Ports,
  polled: Polled,
  error: string,
  retryAfter: number | null,
): Promise<void> {
  const { job, options } = polled;
  const wait = Math.max(options.pollSeconds * 1000, backOffMs(job.attempts + 1, ports.random(), retryAfter));
  await rescheduleJob(tx, job, addMillis(ports.clock(), wait), error);
}

async function settleTask(tx: Tx, ports: Ports, polled: Polled, state: TaskState): Promise<void> {
  // Moved on already (adopted, or ended by somebody else): the task has nothing left to say.
  const waits = isWaiting(polled.change.state);
  switch (state.status) {
    case "completed":
      return waits ? complete(tx, ports, polled, state) : close(tx, ports, polled, state);
    case "failed":
    case "rejected":
    case "canceled":
      return waits ? fail(tx, ports, polled, state) : close(tx, ports, polled, state);
    case "input-required":
    case "auth-required":
      return waiting(tx, ports, polled, state, "input_required");
    case "working":
      return waiting(tx, ports, polled, state, "working");
    default:
      return waiting(tx, ports, polled, state, polled.change.state);
  }
}

async function close(tx: Tx, ports: Ports, polled: Polled, state: TaskState): Promise<void> {
  const { task } = polled;
  await recordPoll(tx, task, { at: ports.clock(), status: state.rawStatus, message: state.message, settled: true });
  await finishJob(tx, polled.job);
  const { change, sellerName } = polled;
  if (state.status === "completed") await noteLateCompletion(tx, ports, change, state, sellerName);
}

async function complete(tx: Tx, ports: Ports, polled: Polled, state: TaskState): Promise<void> {
  const { change, call, sellerName } = polled;
  const at = ports.clock();
  await close(tx, ports, polled, state);
  // Fields that no read shows have their evidence here.
  const reply = state.create === null ? {} : { reply: storedReply(state.create, state.raw) };
  await updateSellerCall(tx, call, { state: "done", settledAt: at, idempotencyKeySealed: "", ...reply });
  const isSync = change.kind === "sync_creatives";
  const moved = await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: isSync ? "settled" : "verifying",
    action: "change.completed",
    summary: isSync ? `${sellerName} took the creatives` : `${sellerName} has agreed to it; reading it back`,
    error: null,
  });
  if (isSync) return;
  await enqueueVerify(tx, ports, moved);
  const made = state.create?.mediaBuyId;
  // 3.0.6 tasks need not name the buy (requirements §0, 1): then the read-back looks for it by its natural key.
  const isNew = made !== undefined && !(await claimedSellerIds(tx, change.salesAgentId)).has(made);
  const create = { taskStatus: state.status, taskMessage: state.message, ...(isNew ? { sellerMediaBuyId: made } : {}) };
  await saveBuy(tx, at, change, create);
}

async function fail(tx: Tx, ports: Ports, polled: Polled, state: TaskState): Promise<void> {
  const { change, call, sellerName } = polled;
  const at = ports.clock();
  await close(tx, ports, polled, state);
  await updateSellerCall(tx, call, { state: "refused", settledAt: at });
  const error = errorOf(state);
  await moveChange(tx, change, {
    at,
    auditId: ports.newId(),
    to: state.status === "rejected" ? "rejected" : "failed",
    action: `change.${state.status}`,
    summary:
      `${sellerName} ${state.status === "rejected" ? "declined it" : "did not complete it"}: ${error.message}`.slice(
        0,
        500,
      ),
    error,
  });
  if (change.kind === "sync_creatives") await failSyncCreatives(tx, ports, call, error.message);
  await saveBuy(tx, at, change, { taskStatus: state.status, taskMessage: error.message });
}

function errorOf(state: TaskState): ChangeError {
  if (state.problem) return state.problem;
  const message = state.message ?? `The seller ended the task as ${state.rawStatus} and gave no reason`;
  return { code: state.status.toUpperCase(), message, recovery: "terminal", field: null, suggestion: null };
}

async function waiting(tx: Tx, ports: Ports, polled: Polled, state: TaskState, to: ChangeState): Promise<void> {
  const { change, task, job, options } = polled;
  const at = ports.clock();
  await recordPoll(tx, task, { at, status: state.rawStatus, message: state.message, settled: false });
  await moveWhileWaiting(tx, ports, polled, state, to);
  // Answered or withdrawn here: its task no longer speaks for the buy.
  if (!isWaiting(change.state))
    return rescheduleJob(tx, job, addMillis(at, spread(pollMs(options, task, at), ports.random())));
  const known = state.status === "unknown" ? {} : { taskStatus: state.status };
  await saveBuy(tx, at, change, { ...known, ...(state.message === null ? {} : { taskMessage: state.message }) });
  await rescheduleJob(tx, job, addMillis(at, spread(pollMs(options, task, at), ports.random())));
}

/** A line in the record when the task turns to something else, and once when it has taken longer than a day. */
async function moveWhileWaiting(
  tx: Tx,
  ports: Ports,
  polled: Polled,
  state: TaskState,
  to: ChangeState,
): Promise<void> {
  const { change, task, sellerName } = polled;
  const at = ports.clock();
  const base = { at, auditId: ports.newId() };
  const next = isWaiting(change.state) ? to : change.state;
  if (next !== change.state) {
    const asks = next === "input_required";
    const summary = `${sellerName} ${asks ? "asks for input" : "is working on it"}`;
    const error = asks ? { error: errorOf(state) } : {};
    await moveChange(tx, change, { ...base, to: next, action: `change.${next}`, summary, ...error });
  } else if (becameOverdue(task, at)) {
    const summary = `${sellerName} has had it for more than 24 hours`;
    await moveChange(tx, change, { ...base, to: next, action: "change.overdue", summary });
  }
}

function isWaiting(state: ChangeState): boolean {
  return state === "submitted" || state === "working" || state === "input_required";
}

function becameOverdue(task: SellerTaskRecord, at: Instant): boolean {
  const before = task.lastPolledAt === null || isBefore(task.lastPolledAt, task.overdueAt);
  return before && !isBefore(at, task.overdueAt);
}

const hourMs = 3_600_000;

/** Once a minute at most in the first hour, then four times as slowly (requirements §4.5). */
function pollMs(options: WorkerOptions, task: SellerTaskRecord, at: Instant): number {
  const young = millisOf(at) - millisOf(task.createdAt) < hourMs;
  return options.pollSeconds * 1000 * (young ? 1 : 4);
}

/** Only a create's task is the buy's third axis; an update leaves the lifecycle alone and shows as what blocks it. */
async function saveBuy(
  tx: Tx,
  at: Instant,
  change: ChangeRecord,
  create: Parameters<typeof saveMediaBuy>[2],
): Promise<void> {
  if (change.mediaBuyId === null) return;
  const key = { organisationId: change.organisationId, mediaBuyId: change.mediaBuyId, at };
  await saveMediaBuy(tx, key, change.kind === "create_media_buy" ? create : {});
}
