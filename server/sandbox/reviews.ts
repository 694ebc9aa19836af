import { newId } from "./build-package";
import type { AccountRecord, Json, TaskRecord } from "./model";
import { nowIso, type Seller } from "./seller";

interface Wanted {
  task_type: TaskRecord["task_type"];
  request: Json;
  summary: string;
  message: string;
  task_id?: string;
  media_buy_id?: string;
  /** Wall-clock milliseconds; the review time from now when absent. */
  due_ms?: number;
  held?: boolean;
  working?: boolean;
  without_result?: boolean;
}

export const saveTask = (seller: Seller, task: TaskRecord): void =>
  seller.store.put("task", task.account_key, task.task_id, task);

/** Puts a request before the reviewers and answers with the submitted envelope. */
export function openReview(seller: Seller, account: AccountRecord, wanted: Wanted): Json {
  const stamp = nowIso(seller);
  const task: TaskRecord = {
    task_id: wanted.task_id ?? newId("task"),
    account_key: account.key,
    task_type: wanted.task_type,
    status: "submitted",
    created_at: stamp,
    updated_at: stamp,
    due_ms: wanted.due_ms ?? seller.now() + seller.reviewSeconds * 1000,
    request: wanted.request,
    summary: wanted.summary,
    ...(wanted.media_buy_id === undefined ? {} : { media_buy_id: wanted.media_buy_id }),
    ...(wanted.held === true ? { held: true } : {}),
    ...(wanted.working === true ? { working: true } : {}),
    ...(wanted.without_result === true ? { without_result: true } : {}),
  };
  saveTask(seller, task);
  const { media_buy_id } = task;
  const about = media_buy_id === undefined ? {} : { media_buy_id };
  return { status: "submitted", task_id: task.task_id, ...about, message: wanted.message };
}

export const isHeld = (seller: Seller): boolean => seller.store.get<boolean>("setting", "", "hold") === true;

export const setHold = (seller: Seller, hold: boolean): void => seller.store.put("setting", "", "hold", hold);

export const pendingReviews = (seller: Seller): TaskRecord[] =>
  seller.store.list<TaskRecord>("task").filter((task) => task.status === "submitted");
