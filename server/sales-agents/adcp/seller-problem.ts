import type { SellerProblem } from "../sales-agent";
import { recoveryOf } from "./error-codes";
import { supportedVersions } from "./supported-versions";

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const longestMessage = 2_000;
const largestError = 4_096;

/** A problem of our own making or of the transport's; the seller said nothing structured. */
export function problem(
  code: string,
  message: string,
  recovery: SellerProblem["recovery"],
  more: Partial<SellerProblem> = {},
): SellerProblem {
  return {
    code,
    message: message.slice(0, longestMessage),
    field: null,
    suggestion: null,
    recovery,
    retryAfterSeconds: null,
    httpStatus: null,
    details: null,
    ...more,
  };
}

/** An AdCP error object (`core/error.json`), or null where the value is none (requirements §4.1, 2–5). */
export function adcpProblem(value: unknown, httpStatus: number | null): SellerProblem | null {
  if (!isObject(value) || typeof value.code !== "string") return null;
  const code = value.code;
  if (code.length < 1 || code.length > 64 || JSON.stringify(value).length > largestError) return null;
  return problem(code, messageOf(value, code), recoveryOf(code, value.recovery), {
    field: text(value.field) ?? firstPointer(value.issues),
    suggestion: text(value.suggestion),
    retryAfterSeconds: clampedRetryAfter(value.retry_after),
    httpStatus,
    details: detailsOf(value),
  });
}

/** Which versions it does speak belongs to what a person reads (`details.supported_versions`, AdCP 3.1). */
function messageOf(value: Json, code: string): string {
  const said = text(value.message) ?? code;
  const versions =
    code === "VERSION_UNSUPPORTED" ? supportedVersions(isObject(value.details) ? value.details : null) : [];
  return versions.length === 0 ? said : `${said} (the agent speaks AdCP ${versions.join(", ")})`;
}

/** Every error of an `errors[]` next to or instead of data; entries that are no error objects are left out. */
export function problemsIn(payload: Json, httpStatus: number | null): readonly SellerProblem[] {
  const errors = Array.isArray(payload.errors) ? payload.errors : [];
  return errors.flatMap((entry: unknown) => adcpProblem(entry, httpStatus) ?? []);
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value.slice(0, longestMessage) : null;
}

function firstPointer(issues: unknown): string | null {
  const first: unknown = Array.isArray(issues) ? issues[0] : null;
  return isObject(first) ? text(first.pointer) : null;
}

/** Seconds within AdCP's bounds of 1 and 3600; anything that is no finite number counts as absent. */
export function clampedRetryAfter(value: unknown): number | null {
  if (typeof value !== "number" || !Number.isFinite(value)) return null;
  return Math.min(3_600, Math.max(1, Math.ceil(value)));
}

function detailsOf(value: Json): Json | null {
  const details = isObject(value.details) ? value.details : {};
  const issues = Array.isArray(value.issues) ? { issues: value.issues } : {};
  const all = { ...details, ...issues };
  return Object.keys(all).length === 0 ? null : all;
}

/** A seller's way to say, in words alone, that it does not offer what was called. */
export function saysNoSuchTool(words: string): boolean {
  return /\b(tool|skill)\b.*\bnot (found|registered)\b|unknown (tool|skill)/i.test(words);
}
