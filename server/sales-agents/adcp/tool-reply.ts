import type { SellerProblem } from "../sales-agent";
import { adcpProblem, isObject, type Json, problem, saysNoSuchTool } from "./seller-problem";

/** A tool's answer taken apart: its data, or the one problem that stands instead of it. */
export type ToolReply =
  | { readonly kind: "payload"; readonly payload: Json }
  | { readonly kind: "refused"; readonly problem: SellerProblem; readonly raw: unknown }
  | { readonly kind: "unreadable"; readonly raw: unknown };

/** Reads a `tools/call` result in the order of requirements §4.1 (1): structured, then JSON text, then bare text. */
export function readToolReply(result: unknown, httpStatus: number | null): ToolReply {
  if (!isObject(result)) return { kind: "unreadable", raw: result };
  const isError = result.isError === true;
  const texts = textsOf(result.content);
  const payload = isObject(result.structuredContent) ? result.structuredContent : firstObject(texts);
  const refused = payload === null ? null : errorIn(payload, isError, httpStatus);
  if (refused !== null) return { kind: "refused", problem: refused, raw: payload };
  if (isError && !hasErrors(payload)) {
    const words = wordsOf(payload) ?? texts.join("\n");
    return { kind: "refused", problem: wordsOnly(words, httpStatus), raw: payload ?? texts };
  }
  return payload === null ? { kind: "unreadable", raw: texts } : { kind: "payload", payload };
}

function errorIn(payload: Json, isError: boolean, httpStatus: number | null): SellerProblem | null {
  return adcpProblem(payload.adcp_error, httpStatus) ?? (isError ? adcpProblem(payload, httpStatus) : null);
}

function hasErrors(payload: Json | null): boolean {
  return payload !== null && Array.isArray(payload.errors) && payload.errors.length > 0;
}

function textsOf(content: unknown): readonly string[] {
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown) => (isObject(part) && typeof part.text === "string" ? [part.text] : []));
}

function firstObject(texts: readonly string[]): Json | null {
  for (const text of texts) {
    try {
      const value: unknown = JSON.parse(text);
      if (isObject(value)) return value;
    } catch {
      // A text part for people; the next one may be the data.
    }
  }
  return null;
}

/** The words of an error object that is too large or too odd to be believed: for people, nothing hangs on them. */
function wordsOf(payload: Json | null): string | null {
  const error = isObject(payload?.adcp_error) ? payload.adcp_error : payload;
  return typeof error?.message === "string" ? error.message : null;
}

/** `isError` with words alone: the seller says that the call failed, so it is a refusal in its own words. */
function wordsOnly(text: string, httpStatus: number | null): SellerProblem {
  const invalid = /^MCP error -3260[012]\b/.test(text);
  const bare = text.replace(/^MCP error -?\d+: /, "").trim();
  const words = bare === "" ? "The agent reported an error without a text" : bare;
  if (saysNoSuchTool(words)) {
    return problem("UNSUPPORTED_FEATURE", words, "terminal", { httpStatus });
  }
  return problem(invalid ? "INVALID_REQUEST" : "SELLER_ERROR", words, invalid ? "correctable" : "terminal", {
    httpStatus,
  });
}
