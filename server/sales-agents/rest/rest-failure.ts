import { duplicateReference } from "@/server/domain/change/after-error";
import { standardCode } from "@/server/domain/dialect/vocabulary";
import type { Failure } from "../adcp/call-errors";
import { adcpProblem, clampedRetryAfter, isObject, type Json, problem } from "../adcp/seller-problem";
import type { SellerProblem } from "../sales-agent";
import type { HttpReply } from "../transport";

/**
 * A REST answer that is no success → what it means and how sure that is (seed 001: 400, 403, 404 and 409 told apart). The seller's
 * own words are kept; where it names no AdCP code, the status decides what is done about it.
 */
export function restFailure(reply: HttpReply, tool: string): Failure {
  const { status } = reply;
  if (status >= 300 && status < 400) {
    const text = "The agent's address answers with a redirect, which is not followed: enter the final address";
    return refused(problem("REDIRECTED", text, "terminal", { httpStatus: status }));
  }
  const body = parsed(reply.text);
  const said = body === null ? null : saidIn(body, status);
  if (status >= 500 || status === 408) return inDoubt(reply, said);
  if (status >= 400) return refused(withRetryAfter(byStatus(reply, tool, said, noRoute(reply, body)), reply));
  return unreadableRest(status);
}

/** A reply that is there and no JSON object: the work behind it may have been done. */
export function unreadableRest(httpStatus: number): Failure {
  const text = "The agent's reply could not be read";
  return { certainty: "unknown", problem: problem("BAD_REPLY", text, "terminal", { httpStatus }) };
}

function refused(said: SellerProblem): Failure {
  return { certainty: "refused", problem: said };
}

/** An AdCP error in the body says that it was looked at and not done; a bare 5xx says nothing. */
function inDoubt(reply: HttpReply, said: Said | null): Failure {
  if (said?.problem && isKnown(said.problem.code)) return refused(withRetryAfter(said.problem, reply));
  const words = said === null ? "" : `: ${said.message}`;
  const text = `The agent's server failed (HTTP ${reply.status})${words}`;
  const failed = problem("SERVER_ERROR", text, "transient", { httpStatus: reply.status });
  return { certainty: "unknown", problem: withRetryAfter(failed, reply) };
}

type Said = {
  readonly message: string;
  readonly field: string | null;
  /** An error object in AdCP's form. */
  readonly problem: SellerProblem | null;
};

type Meaning = {
  readonly code: string;
  readonly recovery: SellerProblem["recovery"];
  readonly text: string;
  readonly suggestion?: string;
};

function byStatus(reply: HttpReply, tool: string, said: Said | null, missing: boolean): SellerProblem {
  if (missing) {
    const text = `There is no REST sales agent at this address (HTTP ${reply.status})`;
    return problem("NOT_AN_AGENT", text, "terminal", { httpStatus: reply.status });
  }
  const meaning = meaningOf(reply.status, tool, said);
  const own = said?.problem ?? null;
  // A code of the standard is more exact than the status.
  const kept = own !== null && isKnown(own.code);
  const { code, recovery } = kept ? { ...own, code: standardCode(own.code) } : meaning;
  const details = own === null || kept ? (own?.details ?? null) : { ...own.details, seller_code: own.code };
  return problem(code, said?.message ?? meaning.text, recovery, {
    field: own?.field ?? said?.field ?? null,
    suggestion: own?.suggestion ?? meaning.suggestion ?? null,
    retryAfterSeconds: own?.retryAfterSeconds ?? null,
    httpStatus: reply.status,
    details,
  });
}

function meaningOf(status: number, tool: string, said: Said | null): Meaning {
  switch (status) {
    case 401:
      return { code: "AUTH_REQUIRED", recovery: "correctable", text: "The agent answered 401: check the credential" };
    case 403:
      return {
        code: "PERMISSION_DENIED",
        recovery: "correctable",
        text: "The agent does not allow this credential to do it",
        suggestion: "Ask the seller to allow it for this account; sending it again does not help",
      };
    case 404:
      return {
        code: tool === "update_media_buy" ? "MEDIA_BUY_NOT_FOUND" : "REFERENCE_NOT_FOUND",
        recovery: "correctable",
        text: "The seller does not know something that the request names",
        suggestion: "Search the products again, and sync the creatives, before it is sent again",
      };
    case 409:
      return tool === "create_media_buy" && !speaksOfFlights(said)
        ? {
            code: duplicateReference,
            recovery: "correctable",
            text: "The seller already has a media buy of ours like it",
          }
        : { code: "CONFLICT", recovery: "correctable", text: "It conflicts with what the seller has" };
    case 429:
      return { code: "RATE_LIMITED", recovery: "transient", text: "The agent is busy and asks to be called later" };
    default: {
      const text = `The agent did not accept the request (HTTP ${status})`;
      const isInput = status === 400 || status === 422;
      return {
        code: isInput ? "VALIDATION_ERROR" : "HTTP_ERROR",
        recovery: isInput ? "correctable" : "terminal",
        text,
      };
    }
  }
}

/** 409 also stands for flights that overlap: nothing was made, a person changes the dates. */
function speaksOfFlights(said: Said | null): boolean {
  return said !== null && /overlap/i.test(said.message);
}

/** Words that 409 alone makes exact. */
const unclear = /^(?!IDEMPOTENCY).*conflict(error)?$|duplicate|buyer_ref/i;

/** A word of the standard, or one that stands for such a word. */
function isKnown(code: string): boolean {
  if (unclear.test(code)) return false;
  return standardCode(code) !== code || /^[A-Z]+(_[A-Z]+)+$/.test(code);
}

function saidIn(body: Json, status: number): Said | null {
  const list = Array.isArray(body.errors) ? body.errors : [];
  const flat = typeof body.error_code === "string" ? { ...body, code: body.error_code } : body;
  for (const value of [body.adcp_error, body.error, list[0], body.detail, flat]) {
    const found = adcpProblem(value, status);
    if (found !== null) return { message: found.message, field: found.field, problem: found };
  }
  return inWords(body);
}

/** What web frameworks answer by themselves: a text, or a list of places with what is wrong there. */
function inWords(body: Json): Said | null {
  const first: unknown = Array.isArray(body.detail) ? body.detail[0] : null;
  if (isObject(first) && typeof first.msg === "string") {
    const place = Array.isArray(first.loc) ? first.loc.filter((part) => part !== "body").join(".") : "";
    return { message: first.msg, field: place === "" ? null : place, problem: null };
  }
  const words = [body.detail, body.message, body.error].find((one) => typeof one === "string" && one !== "");
  return typeof words === "string" ? { message: words, field: null, problem: null } : null;
}

/** The route itself is not there: a framework's own 404 or 405, or a web page. */
function noRoute({ status, text }: HttpReply, body: Json | null): boolean {
  if (status === 405) return true;
  return status === 404 && (body === null ? true : /^not found$/i.test(String(body.detail ?? text)));
}

function withRetryAfter(said: SellerProblem, reply: HttpReply): SellerProblem {
  if (said.retryAfterSeconds !== null) return said;
  const header = reply.headers["retry-after"];
  const seconds = header === undefined || header.trim() === "" ? null : clampedRetryAfter(Number(header));
  return { ...said, retryAfterSeconds: seconds };
}

/** null: no JSON object. */
export function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
