import { AdcpError } from "@adcp/sdk/server";
import { accountByKey } from "./accounts";
import { confirmBuy } from "./create-media-buy";
import { refuse } from "./errors";
import type { Json, TaskRecord } from "./model";
import { isHeld, pendingReviews, saveTask } from "./reviews";
import { nowIso, type Seller } from "./seller";
import { applyUpdate } from "./update-media-buy";

function carryOut(seller: Seller, task: TaskRecord): Json {
  const account = accountByKey(seller, task.account_key);
  if (account === undefined) throw refuse("ACCOUNT_NOT_FOUND", "The account is gone.");
  if (task.task_type === "create_media_buy") return confirmBuy(seller, account, task.request, "seller");
  return applyUpdate(seller, account, task.request, "seller");
}

function finish(seller: Seller, task: TaskRecord, outcome: Partial<TaskRecord>): TaskRecord {
  const stamp = nowIso(seller);
  const done = { ...task, ...outcome, updated_at: stamp, completed_at: stamp };
  saveTask(seller, done);
  return done;
}

/** A reviewer's yes: the order is carried out now, and if it no longer can be, the task fails and says why. */
export function approve(seller: Seller, task: TaskRecord): TaskRecord {
  try {
    return seller.store.atomically(() => {
      const result = carryOut(seller, task);
      return finish(seller, task, { status: "completed", result, media_buy_id: result.media_buy_id as string });
    });
  } catch (error) {
    if (!(error instanceof AdcpError)) throw error;
    const { code, message } = error;
    return finish(seller, task, {
      status: "failed",
      error: { code, message },
      result: { errors: [{ code, message }] },
    });
  }
}

/** A reviewer's no; nothing was or will be booked. */
export function decline(seller: Seller, task: TaskRecord, reason: string): TaskRecord {
  const error = { code: "POLICY_VIOLATION", message: reason };
  return finish(seller, task, {
    status: "rejected",
    error,
    result: { errors: [{ ...error, recovery: "correctable" }] },
  });
}

const wordsOf = ({ request }: TaskRecord): string =>
  `${request.po_number ?? ""} ${JSON.stringify(request.packages ?? "")}`.toLowerCase();

const shouldDecline = (task: TaskRecord): boolean => wordsOf(task).includes("decline");

/** Waits for a person however long it takes: `[hold]` in the PO number holds one order, the switch holds all. */
const waitsForPerson = (task: TaskRecord): boolean => task.held === true || wordsOf(task).includes("[hold]");

/** Decides what is due, unless a person has asked to decide. */
export function decideDueReviews(seller: Seller): void {
  if (isHeld(seller)) return;
  for (const task of pendingReviews(seller)) {
    if (task.due_ms > seller.now() || waitsForPerson(task)) continue;
    if (shouldDecline(task)) decline(seller, task, "Ad operations declined the order: the slot is not available.");
    else approve(seller, task);
  }
}

const PROGRESS = { percentage: 50, current_step: "Ad operations review", total_steps: 2, step_number: 1 };

/** tasks/get (`core/tasks-get-response.json`), with the result when it is asked for. */
export function getTask(seller: Seller, args: Json): Json {
  decideDueReviews(seller);
  const task = seller.store.find<TaskRecord>("task", String(args.task_id));
  if (task === undefined) {
    throw refuse("REFERENCE_NOT_FOUND", `There is no task "${String(args.task_id)}".`, { field: "task_id" });
  }
  const { task_id, task_type, status, created_at, updated_at, completed_at, error, result } = task;
  const request = { timestamp: created_at, type: "request", data: task.request };
  return {
    task_id,
    task_type,
    protocol: "media-buy",
    status: status === "submitted" && task.working === true ? "working" : status,
    created_at,
    updated_at,
    has_webhook: false,
    ...(completed_at === undefined ? { progress: PROGRESS } : { completed_at }),
    ...(error === undefined ? {} : { error }),
    ...(args.include_result === true && result !== undefined && task.without_result !== true ? { result } : {}),
    ...(args.include_history === true ? { history: [request] } : {}),
  };
}

/** The test controller's completion of a task with a given result. */
export function forceCompletion(seller: Seller, taskId: string, result: Json): TaskRecord | undefined {
  const task = seller.store.find<TaskRecord>("task", taskId);
  if (task === undefined) return undefined;
  finish(seller, task, { status: "completed", result });
  return task;
}
