import { CallFailure } from "../adcp/call-errors";
import { taskStatusOf } from "../adcp/from-wire/writes";
import { isObject, type Json, problem, saysNoSuchTool } from "../adcp/seller-problem";

/** What a Task or a Message of A2A says, whatever its parts are called. */
type Said = {
  /** null: a message, which is final. */
  readonly state: ReturnType<typeof taskStatusOf> | null;
  readonly taskId: string | null;
  readonly data: Json | null;
  readonly texts: readonly string[];
};

/**
 * The answer to `message/send` in the shape of a tool's result, so that one reading serves both protocols. The payload's own status wins
 * over the task's: that one is about the exchange (requirements §4.5). Throws CallFailure where the agent fell over its own work.
 */
export function toolResultOf(answer: unknown): unknown {
  const said = readAnswer(answer);
  if (said === null) return null;
  const { state, data, texts } = said;
  const content = texts.map((text) => ({ type: "text", text }));
  if (isPending(state)) return { structuredContent: pendingPayload(said), content };
  if (state !== "failed" && state !== "rejected" && state !== "canceled") {
    return { content, ...(data === null ? {} : { structuredContent: data }) };
  }
  throwIfInDoubt(data);
  const words = content.length === 0 && data === null ? [{ type: "text", text: wordsFor(state) }] : content;
  return { isError: true, content: words, ...(data === null ? {} : { structuredContent: data }) };
}

/** The same task as the answer to AdCP's `tasks_get`. */
export function taskStateOf(answer: unknown): unknown {
  const said = readAnswer(answer);
  if (said === null || said.state === null) return null;
  const { state, taskId, data, texts } = said;
  const inner = data !== null && typeof data.status === "string" ? taskStatusOf(data.status) : null;
  const status = isPending(inner) && state === "completed" ? inner : state;
  const message = texts.join("\n");
  const result = data === null ? {} : { result: data };
  const task = { task_id: taskId, status, ...(message === "" ? {} : { message }), ...result };
  return { structuredContent: task, content: [] };
}

function readAnswer(answer: unknown): Said | null {
  if (!isObject(answer)) return null;
  if (isObject(answer.status)) return readTask(answer, answer.status);
  if (!Array.isArray(answer.parts)) return null;
  return { state: null, taskId: null, data: dataIn(answer.parts).at(-1) ?? null, texts: textsIn(answer.parts) };
}

function readTask(task: Json, status: Json): Said {
  const state = taskStatusOf(typeof status.state === "string" ? status.state : "");
  const spoken = isObject(status.message) ? partsOf(status.message) : [];
  const artifacts = (Array.isArray(task.artifacts) ? task.artifacts : []).map(partsOf);
  return {
    state,
    taskId: typeof task.id === "string" && task.id !== "" ? task.id : null,
    data: chosenData(state, artifacts.map(dataIn), dataIn(spoken)),
    texts: [...artifacts.flatMap(textsIn), ...textsIn(spoken)],
  };
}

/**
 * Final: the last data of the first artifact that has any. Interim: what the status message carries. A task that did not end well is
 * told by the part with the error in it, wherever it is (requirements §4.1, 1).
 */
function chosenData(state: Said["state"], artifacts: readonly (readonly Json[])[], spoken: readonly Json[]) {
  const all = [...artifacts.flat(), ...spoken];
  const final = artifacts.find((parts) => parts.length > 0)?.at(-1) ?? null;
  if (isPending(state)) return spoken[0] ?? final;
  const error = state === "completed" ? undefined : all.find((data) => isObject(data.adcp_error));
  return error ?? final ?? spoken[0] ?? null;
}

function partsOf(holder: unknown): readonly unknown[] {
  return isObject(holder) && Array.isArray(holder.parts) ? holder.parts : [];
}

function dataIn(parts: readonly unknown[]): readonly Json[] {
  return parts.flatMap((part) => (isObject(part) && isObject(part.data) ? [part.data] : []));
}

function textsIn(parts: readonly unknown[]): readonly string[] {
  return parts.flatMap((part) => (isObject(part) && typeof part.text === "string" ? [part.text] : []));
}

type Pending = "submitted" | "working" | "input-required" | "auth-required";

function isPending(state: Said["state"]): state is Pending {
  return ["submitted", "working", "input-required", "auth-required"].includes(state ?? "");
}

/** The task is what to ask about later, unless the payload names one of AdCP's own. */
function pendingPayload({ state, taskId, data, texts }: Said): Json {
  const message = texts.join("\n");
  return {
    ...(taskId === null ? {} : { task_id: taskId }),
    ...(message === "" ? {} : { message }),
    ...data,
    status: state,
  };
}

/** The SDK's agents say so when a handler threw: nothing says whether its work was undone. */
function throwIfInDoubt(data: Json | null): void {
  if (data?.reason !== "HANDLER_THREW") return;
  const words = typeof data.message === "string" && data.message !== "" ? data.message : "The agent failed";
  if (saysNoSuchTool(words)) return;
  throw new CallFailure({ certainty: "unknown", problem: problem("SELLER_ERROR", words, "transient") });
}

function wordsFor(state: "failed" | "rejected" | "canceled"): string {
  if (state === "failed") return "The agent's task failed and it gave no reason";
  return `The agent ${state} the request and gave no reason`;
}
