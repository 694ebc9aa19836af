import { isWaitingWord } from "@/server/domain/dialect/vocabulary";
import { redactSecrets } from "../redact";
import type { WriteReply } from "../sales-agent";
import type { Failure } from "./call-errors";
import { unreadable } from "./failure";
import { taskStatusOf } from "./from-wire/writes";
import { isObject, type Json, problem, problemsIn } from "./seller-problem";
import { readToolReply } from "./tool-reply";

/** What of a write's outcome does not depend on how it ended. */
export type WriteFacts = {
  readonly milliseconds: number;
  readonly httpStatus: number | null;
};

export function failedWrite<T>(failure: Failure, facts: WriteFacts): WriteReply<T> {
  const httpStatus = failure.problem.httpStatus ?? facts.httpStatus;
  return { ...facts, httpStatus, raw: null, kind: failure.certainty, problem: failure.problem };
}

/**
 * A tool's result → the closed set of answers. Where `status` may be the buy's as well as the task's, the data decides:
 * a reply that carries the buy is accepted, errors beside it are warnings (requirements §0, 3; §4.1, 6).
 */
export function writeReply<T>(result: unknown, facts: WriteFacts, accept: (payload: Json) => T | null): WriteReply<T> {
  const read = readToolReply(result, facts.httpStatus);
  if (read.kind === "refused")
    return { ...facts, raw: redactSecrets(read.raw), kind: "refused", problem: read.problem };
  if (read.kind === "unreadable")
    return { ...failedWrite<T>(unreadable(facts.httpStatus), facts), raw: redactSecrets(read.raw) };
  const { payload } = read;
  const base = { ...facts, raw: redactSecrets(payload) };
  const pending = pendingReply(payload);
  if (pending !== null) return { ...base, ...pending };
  const warnings = problemsIn(payload, facts.httpStatus);
  const value = saysFailed(payload) ? null : accept(payload);
  if (value !== null) {
    const replayed = payload.replayed === true;
    return { ...base, kind: "accepted", value, replayed, ...(warnings.length === 0 ? {} : { warnings }) };
  }
  const first = warnings[0];
  if (first !== undefined) return { ...base, kind: "refused", problem: first };
  if (saysFailed(payload)) return { ...base, kind: "refused", problem: failedInWords(payload, facts.httpStatus) };
  return { ...failedWrite<T>(unreadable(facts.httpStatus), facts), raw: redactSecrets(payload) };
}

type Pending = Extract<Variant, { readonly kind: "submitted" | "working" | "input_required" | "refused" }>;
type Variant =
  WriteReply<never> extends infer R ? (R extends unknown ? Omit<R, keyof WriteFacts | "raw"> : never) : never;

/** A status that means "not yet"; none of these words is a media buy's. */
function pendingReply(payload: Json): Pending | null {
  if (typeof payload.status !== "string") return null;
  const taskId = textOf(payload.task_id);
  const message = textOf(payload.message) ?? textOf(payload.detail);
  // Older documents say so without a task: the reads show when it is done (docs/vocabulary.md).
  if (isWaitingWord(payload.status)) return { kind: "submitted", taskId, message, replayed: payload.replayed === true };
  switch (taskStatusOf(payload.status)) {
    case "submitted":
      return { kind: "submitted", taskId, message, replayed: payload.replayed === true };
    case "working":
      return { kind: "working", taskId, message };
    case "input-required":
      return {
        kind: "input_required",
        taskId,
        reason: textOf(payload.reason),
        message: message ?? "The seller needs more information",
      };
    case "auth-required": {
      const text = message ?? "The seller asks for authorization before it goes on";
      return { kind: "refused", problem: problem("AUTH_REQUIRED", text, "correctable") };
    }
    default:
      return null;
  }
}

/** A task that ended badly. `rejected` and `canceled` beside a media buy are the buy's, and the buy is there. */
function saysFailed(payload: Json): boolean {
  if (typeof payload.status !== "string" || Array.isArray(payload.creatives)) return false;
  const status = taskStatusOf(payload.status);
  if (status === "failed") return true;
  return (status === "rejected" || status === "canceled") && textOf(payload.media_buy_id) === null;
}

function failedInWords(payload: Json, httpStatus: number | null) {
  const said = isObject(payload.error) ? textOf(payload.error.message) : null;
  const text =
    textOf(payload.message) ??
    said ??
    textOf(payload.reason) ??
    textOf(payload.detail) ??
    "The seller refused the request and gave no reason";
  return problem("SELLER_ERROR", text, "terminal", { httpStatus });
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
