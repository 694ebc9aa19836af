import type { SellerProblem } from "../sales-agents/sales-agent";

const transient = new Set([
  "TIMEOUT",
  "UNREACHABLE",
  "SERVER_ERROR",
  "RATE_LIMITED",
  "CONFLICT",
  "SERVICE_UNAVAILABLE",
]);

/** A problem as the adapter hands it out. */
export function problemOf(code: string, more: Partial<SellerProblem> = {}): SellerProblem {
  return {
    code,
    message: `${code} says the seller`,
    field: null,
    suggestion: null,
    recovery: transient.has(code) ? "transient" : "correctable",
    retryAfterSeconds: null,
    httpStatus: null,
    details: null,
    ...more,
  };
}
