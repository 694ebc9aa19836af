import { standardCode } from "@/server/domain/dialect/vocabulary";
import type { SellerProblem } from "../sales-agent";

type Recovery = SellerProblem["recovery"];

/** Recovery of AdCP 3.0.6's standard codes (`enums/error-code.json`), for sellers that leave it out. */
const byRecovery: Readonly<Record<Recovery, readonly string[]>> = {
  transient: ["CAMPAIGN_SUSPENDED", "CONFLICT", "GOVERNANCE_UNAVAILABLE", "RATE_LIMITED", "SERVICE_UNAVAILABLE"],
  correctable: [
    "ACCOUNT_AMBIGUOUS",
    "ACCOUNT_SETUP_REQUIRED",
    "AUDIENCE_TOO_SMALL",
    "AUTH_REQUIRED",
    "BUDGET_EXCEEDED",
    "BUDGET_TOO_LOW",
    "COMPLIANCE_UNSATISFIED",
    "CREATIVE_DEADLINE_EXCEEDED",
    "CREATIVE_NOT_FOUND",
    "CREATIVE_REJECTED",
    "GOVERNANCE_DENIED",
    "IDEMPOTENCY_CONFLICT",
    "IDEMPOTENCY_EXPIRED",
    "INVALID_REQUEST",
    "INVALID_STATE",
    "IO_REQUIRED",
    "MEDIA_BUY_NOT_FOUND",
    "NOT_CANCELLABLE",
    "PACKAGE_NOT_FOUND",
    "PERMISSION_DENIED",
    "PLAN_NOT_FOUND",
    "POLICY_VIOLATION",
    "PRODUCT_EXPIRED",
    "PRODUCT_NOT_FOUND",
    "PRODUCT_UNAVAILABLE",
    "PROPOSAL_EXPIRED",
    "PROPOSAL_NOT_COMMITTED",
    "REFERENCE_NOT_FOUND",
    "REQUOTE_REQUIRED",
    "SESSION_NOT_FOUND",
    "SESSION_TERMINATED",
    "SIGNAL_NOT_FOUND",
    "TERMS_REJECTED",
    "UNSUPPORTED_FEATURE",
    "VALIDATION_ERROR",
    "VERSION_UNSUPPORTED",
  ],
  terminal: ["ACCOUNT_NOT_FOUND", "ACCOUNT_PAYMENT_REQUIRED", "ACCOUNT_SUSPENDED", "BUDGET_EXHAUSTED"],
};

const recoveries = new Map<string, Recovery>(
  (["transient", "correctable", "terminal"] as const).flatMap((recovery) =>
    byRecovery[recovery].map((code): [string, Recovery] => [code, recovery]),
  ),
);

/** What the seller said, else the standard for its code, else terminal (requirements §4.1, 4). */
export function recoveryOf(code: string, said: unknown): Recovery {
  if (said === "transient" || said === "correctable" || said === "terminal") return said;
  return said === undefined || said === null ? (recoveries.get(standardCode(code)) ?? "terminal") : "terminal";
}
