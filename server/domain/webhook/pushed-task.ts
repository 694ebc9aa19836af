import { type Instant, isBefore } from "../time";
import { instantOf, isObject, isText, type WebhookEvent } from "./event-parts";

type Json = Readonly<Record<string, unknown>>;
const pending = ["submitted", "working", "input-required", "auth-required"];

/**
 * A Task or TaskStatusUpdateEvent of A2A 0.3, as agents push them whose card declares push notifications; null: it is neither. It has no
 * key of its own: what it says and when stands for one. The payload's status wins over the exchange's (requirements §4.5).
 */
export function readPushedTask(value: Json, receivedAt: Instant): WebhookEvent | null {
  const status = isObject(value.status) ? value.status : null;
  const taskId = value.kind === "status-update" ? value.taskId : value.id;
  if (status === null || !isText(status.state, 64) || !isText(taskId, 255)) return null;
  const data = dataIn(value, status);
  const state = stateIn(status.state, data);
  const at = instantOf(status.timestamp) ?? receivedAt;
  return {
    idempotencyKey: `task:${JSON.stringify([taskId, state, status.timestamp ?? null])}`.slice(0, 255),
    taskId: isText(data.task_id, 255) ? data.task_id : taskId,
    taskType: isText(data.task_type, 64) ? data.task_type : "task",
    status: state,
    at: isBefore(receivedAt, at) ? receivedAt : at,
    token: null,
    mediaBuyId: mediaBuyIn(data),
  };
}

function stateIn(said: string, data: Json): string {
  return said === "completed" && isText(data.status, 64) && pending.includes(data.status) ? data.status : said;
}

function mediaBuyIn(data: Json): string | null {
  const result = isObject(data.result) ? data.result : data;
  return isText(result.media_buy_id, 255) ? result.media_buy_id : null;
}

/** The last data of the artifacts, else of the status message. */
function dataIn(value: Json, status: Json): Json {
  const artifacts = Array.isArray(value.artifacts) ? value.artifacts : [];
  const parts = [status.message, ...artifacts].flatMap((one) => (isObject(one) ? one.parts : []));
  const found = parts.flatMap((part) => (isObject(part) && isObject(part.data) ? [part.data] : []));
  return found.at(-1) ?? {};
}
