import type { AccountRef, Read, TaskState } from "../sales-agent";
import { taskFromWire } from "./from-wire/writes";
import { failedRead, readReply } from "./read-reply";
import { type Json, problem } from "./seller-problem";
import type { ToolCaller } from "./tool-caller";
import { accountToWire } from "./wire-words";

type ReadTool = <T>(tool: string, args: Json, accept: (payload: Json) => T | null) => Promise<Read<T>>;
type Asked = { readonly account: AccountRef; readonly taskId: string; readonly deadlineMs: number };
type Way = () => Promise<Read<TaskState>>;

/**
 * Sellers spell the tool `tasks_get` or `tasks/get`; without account some answer with an error (requirements §3.13). A protocol with tasks
 * of its own is asked for them first where the seller lists no such tool, else where the tool does not know the task.
 */
export async function getTask(caller: ToolCaller, read: ReadTool, asked: Asked): Promise<Read<TaskState>> {
  const described = await caller.describe();
  if (described.kind === "failed") return failedRead(described.failure.problem, described.facts);
  const { account, taskId } = asked;
  const listed = ["tasks_get", "tasks/get"].find((name) => described.tools.includes(name));
  const byTool = (tool: string) =>
    read(tool, { task_id: taskId, account: accountToWire(account), include_result: true }, taskFromWire);
  const ofProtocol = taskOfProtocol(caller, asked);
  if (ofProtocol === null) {
    const text = "The agent offers no way to ask how a task stands";
    const none = problem("UNSUPPORTED_FEATURE", text, "terminal");
    return listed === undefined ? failedRead(none, { milliseconds: 0, httpStatus: null }) : byTool(listed);
  }
  return listed === undefined
    ? firstToKnow(ofProtocol, () => byTool("tasks_get"))
    : firstToKnow(() => byTool(listed), ofProtocol);
}

function taskOfProtocol({ task }: ToolCaller, { taskId, deadlineMs }: Asked): Way | null {
  if (task === undefined) return null;
  return async () => {
    const called = await task(taskId, { deadlineMs, repeatable: true });
    if (called.kind === "failed") return failedRead(called.failure.problem, called.facts);
    return readReply(called.result, called.facts, taskFromWire);
  };
}

/** A failure that may pass is no reason to ask elsewhere; where neither knows, the first one's words count. */
async function firstToKnow(first: Way, second: Way): Promise<Read<TaskState>> {
  const answer = await first();
  if (answer.kind === "ok" || answer.problem.recovery === "transient") return answer;
  const other = await second();
  return other.kind === "ok" ? other : answer;
}
