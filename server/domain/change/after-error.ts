/** What is done about an error of a write, by itself or by whom. */
export type AfterError =
  /** The same request again under the same key, this many times in all. */
  | { readonly kind: "retry"; readonly attempts: number }
  /** An answer about our key, not about the request: whether it happened is looked up. */
  | { readonly kind: "look_up" }
  /** Nothing more goes to this agent until an administrator has given it another credential. */
  | { readonly kind: "stop_agent" }
  /** A person changes the request, or asks somebody: it is never sent again as it is by itself. */
  | { readonly kind: "person" };

type Recovery = "transient" | "correctable" | "terminal";

const retries: ReadonlyMap<string, number> = new Map([
  ["RATE_LIMITED", 5],
  ["SERVICE_UNAVAILABLE", 3],
]);
/** AdCP calls these transient; for money they need eyes, and the SDK says so too (requirements §4.2). */
const needEyes = new Set(["CONFLICT", "GOVERNANCE_UNAVAILABLE", "CAMPAIGN_SUSPENDED"]);
/** The seller already has a media buy under our reference: an earlier copy of the request was carried out (seed 001, 409). */
export const duplicateReference = "DUPLICATE_REFERENCE";
const aboutTheKey = new Set(["IDEMPOTENCY_CONFLICT", "IDEMPOTENCY_EXPIRED", duplicateReference]);
const otherwise = 3;

/** By code first, then by the recovery that the seller or the standard gives it; the stricter of spec and SDK (§4.1, §4.2). */
export function afterError(code: string, recovery: Recovery): AfterError {
  if (aboutTheKey.has(code)) return { kind: "look_up" };
  if (code === "AUTH_REQUIRED") return { kind: "stop_agent" };
  if (recovery !== "transient" || needEyes.has(code)) return { kind: "person" };
  return { kind: "retry", attempts: retries.get(code) ?? otherwise };
}
