import type { Read, SellerProblem } from "../sales-agent";
import { unreadable } from "./failure";
import { taskStatusOf } from "./from-wire/writes";
import { type Json, problem, problemsIn } from "./seller-problem";
import { readToolReply } from "./tool-reply";
import type { WriteFacts } from "./write-reply";

export function failedRead<T>(failed: SellerProblem, facts: WriteFacts): Read<T> {
  const httpStatus = failed.httpStatus ?? facts.httpStatus;
  return { kind: "failed", problem: { ...failed, httpStatus }, milliseconds: facts.milliseconds };
}

/** A tool's result → the answer to a read. Data next to errors is a success with warnings. */
export function readReply<T>(
  result: unknown,
  facts: WriteFacts,
  accept: (payload: Json, warnings: readonly SellerProblem[]) => T | null,
): Read<T> {
  const read = readToolReply(result, facts.httpStatus);
  if (read.kind === "refused") return failedRead(read.problem, facts);
  if (read.kind === "unreadable") return failedRead(unreadable(facts.httpStatus).problem, facts);
  const warnings = problemsIn(read.payload, facts.httpStatus);
  const value = accept(read.payload, warnings);
  if (value !== null) {
    const { milliseconds } = facts;
    return { kind: "ok", value, milliseconds, ...(warnings.length === 0 ? {} : { warnings }) };
  }
  return failedRead(warnings[0] ?? notYet(read.payload) ?? unreadable(facts.httpStatus).problem, facts);
}

/** A read that the seller answers later or with a question: there is nothing to show yet. */
function notYet(payload: Json): SellerProblem | null {
  if (typeof payload.status !== "string") return null;
  const message = typeof payload.message === "string" && payload.message !== "" ? payload.message : null;
  switch (taskStatusOf(payload.status)) {
    case "submitted":
    case "working":
      return problem(
        "STILL_WORKING",
        message ?? "The agent is still working on the answer: ask again later",
        "transient",
      );
    case "input-required":
      return problem("INPUT_REQUIRED", message ?? "The agent needs more information before it answers", "correctable");
    case "auth-required":
      return problem("AUTH_REQUIRED", message ?? "The agent asks for authorization", "correctable");
    default:
      return null;
  }
}
