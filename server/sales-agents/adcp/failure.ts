import type { SellerProblem } from "../sales-agent";
import { type HttpReply, TransportFault } from "../transport";
import { CallFailure, type Failure, HttpRefusal, RpcError } from "./call-errors";
import { adcpProblem, clampedRetryAfter, isObject, type Json, problem, saysNoSuchTool } from "./seller-problem";

/** Turns what was thrown by a call into a failure. `callSent` false: thrown by the handshake, before the call itself. */
export function classify(error: unknown, callSent: boolean): Failure {
  const failure = failureOf(error);
  const inDoubt = failure.certainty === "unknown";
  return inDoubt && !callSent ? { ...failure, certainty: "unreachable" } : failure;
}

function failureOf(error: unknown): Failure {
  if (error instanceof TransportFault) return faultFailure(error);
  if (isForgottenSession(error)) return forgottenSession();
  if (error instanceof CallFailure) return error.failure;
  if (error instanceof HttpRefusal) return httpFailure(error.reply, error.protocol);
  if (error instanceof RpcError) return rpcFailure(error.code, error.message, error.data, null);
  return unreadable(200);
}

/** 404 to a request with a session id: the seller has not looked at it and wants a new session (MCP 2025-06-18). */
export function isForgottenSession(error: unknown): boolean {
  return error instanceof HttpRefusal && error.reply.status === 404 && error.inSession;
}

function forgottenSession(): Failure {
  const text = "The agent has ended our session and did not look at the request";
  return { certainty: "unreachable", problem: problem("SESSION_LOST", text, "transient", { httpStatus: 404 }) };
}

function faultFailure(fault: TransportFault): Failure {
  return {
    certainty: fault.delivered ? "unknown" : "unreachable",
    problem: problem(fault.code, fault.message, recoveryFrom(fault)),
  };
}

function recoveryFrom({ code }: TransportFault): SellerProblem["recovery"] {
  if (code === "BLOCKED_ADDRESS" || code === "REPLY_TOO_LARGE") return "terminal";
  return code === "AUTH_REQUIRED" ? "correctable" : "transient";
}

function httpFailure(reply: HttpReply, protocol: string): Failure {
  const said = saidIn(reply);
  if (said !== null) return said;
  const at = { httpStatus: reply.status };
  if (reply.status === 401 || reply.status === 403) {
    const text = `The agent answered ${reply.status}: check the token`;
    return { certainty: "refused", problem: problem("AUTH_REQUIRED", text, "correctable", at) };
  }
  if (reply.status === 429) {
    const retryAfterSeconds = retryAfterOf(reply.headers["retry-after"]);
    const text = "The agent is busy and asks to be called later";
    return {
      certainty: "refused",
      problem: problem("RATE_LIMITED", text, "transient", { ...at, retryAfterSeconds }),
    };
  }
  if (reply.status >= 300 && reply.status < 400) {
    const text = "The agent's address answers with a redirect, which is not followed: enter the final address";
    return { certainty: "refused", problem: problem("REDIRECTED", text, "terminal", at) };
  }
  if (reply.status >= 500 || reply.status === 408) return serverFailure(reply);
  return reply.status >= 400 ? clientFailure(reply, protocol) : unreadable(reply.status, isHtml(reply));
}

function serverFailure(reply: HttpReply): Failure {
  const retryAfterSeconds = retryAfterOf(reply.headers["retry-after"]);
  const text = `The agent's server failed (HTTP ${reply.status})`;
  return {
    certainty: "unknown",
    problem: problem("SERVER_ERROR", text, "transient", { httpStatus: reply.status, retryAfterSeconds }),
  };
}

function clientFailure(reply: HttpReply, protocol: string): Failure {
  const noAgent = [404, 405, 406, 410, 415].includes(reply.status) || isHtml(reply);
  const text = noAgent
    ? `There is no ${protocol} agent at this address (HTTP ${reply.status}${isHtml(reply) ? ", a web page" : ""})`
    : `The agent did not accept the request (HTTP ${reply.status})`;
  const code = noAgent ? "NOT_AN_AGENT" : "HTTP_ERROR";
  return { certainty: "refused", problem: problem(code, text, "terminal", { httpStatus: reply.status }) };
}

/** A reply that is there and cannot be read: the work behind it may have been done. */
export function unreadable(httpStatus: number | null, isWebPage = false): Failure {
  const text = isWebPage
    ? "The address answered with a web page, not as an agent"
    : "The agent's reply could not be read";
  const code = isWebPage ? "NOT_AN_AGENT" : "BAD_REPLY";
  return { certainty: "unknown", problem: problem(code, text, "terminal", { httpStatus }) };
}

function isHtml(reply: HttpReply): boolean {
  const type = reply.headers["content-type"] ?? "";
  return type.includes("text/html") || /^\s*<(!doctype|html)/i.test(reply.text);
}

/** An AdCP error or a JSON-RPC error in the body of an HTTP error: the seller's own words win over the status. */
function saidIn(reply: HttpReply): Failure | null {
  const body = parsed(reply.text);
  if (body === null) return null;
  const direct = adcpProblem(body.adcp_error, reply.status);
  if (direct !== null) return { certainty: "refused", problem: withRetryAfter(direct, reply) };
  const error = body.error;
  if (!isObject(error) || typeof error.code !== "number") return null;
  const failure = rpcFailure(error.code, String(error.message ?? ""), error.data, reply.status);
  const isOurs = failure.problem.code !== "SELLER_ERROR";
  return isOurs ? { ...failure, problem: withRetryAfter(failure.problem, reply) } : null;
}

function withRetryAfter(said: SellerProblem, reply: HttpReply): SellerProblem {
  return said.retryAfterSeconds === null
    ? { ...said, retryAfterSeconds: retryAfterOf(reply.headers["retry-after"]) }
    : said;
}

const rpcCodes: Readonly<Record<number, readonly [string, SellerProblem["recovery"]]>> = {
  [-32029]: ["RATE_LIMITED", "transient"],
  [-32028]: ["AUTH_REQUIRED", "correctable"],
  [-32027]: ["SERVICE_UNAVAILABLE", "transient"],
  [-32600]: ["INVALID_REQUEST", "correctable"],
  [-32601]: ["UNSUPPORTED_FEATURE", "terminal"],
  [-32602]: ["INVALID_REQUEST", "correctable"],
};

function rpcFailure(code: number, message: string, data: unknown, httpStatus: number | null): Failure {
  const said = isObject(data) ? adcpProblem(data.adcp_error, httpStatus) : null;
  if (said !== null) return { certainty: "refused", problem: said };
  const words = message.replace(/^MCP error -?\d+: /, "");
  if (saysNoSuchTool(words)) {
    return { certainty: "refused", problem: problem("UNSUPPORTED_FEATURE", words, "terminal", { httpStatus }) };
  }
  const known = rpcCodes[code];
  if (known) return { certainty: "refused", problem: problem(known[0], words, known[1], { httpStatus }) };
  // An error raised while the call ran: nothing says whether its work was undone.
  const text = words === "" ? "The agent failed while it handled the call" : words;
  return { certainty: "unknown", problem: problem("SELLER_ERROR", text, "transient", { httpStatus }) };
}

/** Seconds of a Retry-After header; the date form is left out, clocks differ. */
function retryAfterOf(header: string | undefined): number | null {
  return header === undefined || header.trim() === "" ? null : clampedRetryAfter(Number(header));
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
