import { type Instant, isBefore } from "../time";
import { instantOf, isObject, isText, type WebhookEvent } from "./event-parts";
import { readPushedTask } from "./pushed-task";

export type { WebhookEvent } from "./event-parts";

export type MalformedEvent = { readonly malformed: string };

const keyShape = /^[A-Za-z0-9_.:-]{16,255}$/;

/** Reads an envelope, or says what of it is not one. */
export function readWebhookEvent(value: unknown, receivedAt: Instant): WebhookEvent | MalformedEvent {
  if (!isObject(value)) return { malformed: "The body is not a JSON object" };
  const pushed = readPushedTask(value, receivedAt);
  if (pushed !== null) return pushed;
  const { idempotency_key: key, task_id: taskId, task_type: taskType, status, timestamp, token } = value;
  if (typeof key !== "string" || !keyShape.test(key)) return { malformed: "idempotency_key is missing or not a key" };
  if (!isText(taskId, 255)) return { malformed: "task_id is missing" };
  if (!isText(taskType, 64)) return { malformed: "task_type is missing" };
  if (!isText(status, 64)) return { malformed: "status is missing" };
  const at = instantOf(timestamp);
  if (at === null) return { malformed: "timestamp is not a date and time with its offset" };
  return {
    idempotencyKey: key,
    taskId,
    taskType,
    status,
    // A clock that runs ahead must not make every later event look older.
    at: isBefore(receivedAt, at) ? receivedAt : at,
    token: typeof token === "string" ? token : null,
    mediaBuyId: mediaBuyIn(value.result),
  };
}

/** Bodies of reporting webhooks carry no key at 3.0.6: they are told apart by what they report (requirements §4.6). */
export function readReportEvent(value: unknown, receivedAt: Instant): WebhookEvent | MalformedEvent {
  if (!isObject(value) || !Array.isArray(value.media_buy_deliveries)) {
    return { malformed: "The body is not a delivery report" };
  }
  const ids = value.media_buy_deliveries.flatMap((one) => (isObject(one) ? [String(one.media_buy_id)] : []));
  const kind = isText(value.notification_type, 64) ? value.notification_type : "scheduled";
  const facts = [ids, value.reporting_period, kind, value.sequence_number, value.idempotency_key];
  return {
    idempotencyKey: `report:${JSON.stringify(facts)}`,
    taskId: "report",
    taskType: "get_media_buy_delivery",
    status: kind,
    at: receivedAt,
    token: typeof value.token === "string" ? value.token : null,
    mediaBuyId: ids[0] ?? null,
  };
}

function mediaBuyIn(result: unknown): string | null {
  if (!isObject(result)) return null;
  return isText(result.media_buy_id, 255) ? result.media_buy_id : null;
}
