import { standardCode } from "../dialect/vocabulary";

/** What a person can do about a seller's error code (requirements §4.2, "Buyer UI"); vendor codes fall back on the recovery. */
const byCode: Readonly<Record<string, string>> = {
  INVALID_REQUEST: "Correct the field the seller names, then send it again.",
  VALIDATION_ERROR: "Correct the field the seller names, then send it again.",
  AUTH_REQUIRED: "The seller does not accept our token. An admin has to reconnect this agent.",
  PERMISSION_DENIED: "This account may not do that. Ask the seller, or an admin, for the permission.",
  RATE_LIMITED: "The seller asks us to slow down. It is sent again on its own.",
  SERVICE_UNAVAILABLE: "The seller is not available. It is sent again on its own; else try later.",
  CONFLICT: "The buy changed at the seller meanwhile. Refresh it, compare, and make the change again.",
  IDEMPOTENCY_CONFLICT: "The seller has seen another request under this key. Refresh to see which one it applied.",
  IDEMPOTENCY_EXPIRED:
    "Too late to repeat safely. Check at the seller whether the first one landed before asking again.",
  INVALID_STATE: "The buy is not in a state that allows this. Refresh it to see what is allowed now.",
  NOT_CANCELLABLE: "The seller does not let go of this buy. Refresh it; else talk to the seller about its policy.",
  MEDIA_BUY_NOT_FOUND: "The seller does not know this buy. Check the account; the buy stays here until you archive it.",
  PACKAGE_NOT_FOUND: "The seller does not know this package. Refresh the buy to see its packages.",
  PRODUCT_NOT_FOUND: "The product is no longer offered. Search again and choose another one.",
  PRODUCT_UNAVAILABLE: "The product is sold out. Search again for something like it.",
  PRODUCT_EXPIRED: "The offer has expired. Search again to get a fresh one.",
  PROPOSAL_EXPIRED: "The proposal has expired. Search again and have it finalized anew.",
  PROPOSAL_NOT_COMMITTED: "The proposal has to be finalized with the seller first.",
  IO_REQUIRED: "The seller wants a signed insertion order first.",
  TERMS_REJECTED: "The seller does not accept the terms. Take its defaults or change them.",
  REQUOTE_REQUIRED: "The seller has to quote this anew. Search again with the changed values.",
  BUDGET_TOO_LOW: "Raise the budget to the seller's minimum, then send it again.",
  BUDGET_EXCEEDED: "Reduce the budget, or have the limit at the seller raised.",
  BUDGET_EXHAUSTED: "The account's funds are used up. Add funds or have the cap raised at the seller.",
  AUDIENCE_TOO_SMALL: "Widen the targeting: the audience is below the seller's minimum.",
  POLICY_VIOLATION: "The seller's policy forbids this. Read its reason and decide how to change it.",
  COMPLIANCE_UNSATISFIED: "A required disclosure is missing. Choose another format or add it.",
  CREATIVE_REJECTED: "Read the seller's reason and replace the creative.",
  CREATIVE_NOT_FOUND: "Send the creative to this seller first, or choose another one.",
  CREATIVE_DEADLINE_EXCEEDED: "The creative deadline has passed. Ask the seller for an extension.",
  UNSUPPORTED_FEATURE: "The seller cannot do this. Leave out the field it names.",
  VERSION_UNSUPPORTED: "The seller speaks another version of AdCP. An admin has to look at the agent.",
  ACCOUNT_NOT_FOUND: "The seller does not know the account. Choose another one on the campaign.",
  ACCOUNT_SETUP_REQUIRED: "The account has to be set up at the seller by a person first.",
  ACCOUNT_AMBIGUOUS: "Choose the account explicitly on the campaign.",
  ACCOUNT_PAYMENT_REQUIRED: "The account has unpaid bills. No new buys on it until they are settled.",
  ACCOUNT_SUSPENDED: "The account is suspended at the seller. Nothing can be changed until it is lifted.",
  GOVERNANCE_DENIED: "Governance denied the spend. Restructure it, or ask whoever may approve it.",
  GOVERNANCE_UNAVAILABLE: "The governance service does not answer. Try later; do not move it to other sellers.",
  CAMPAIGN_SUSPENDED: "The plan waits for a human review on the governance side.",
  PLAN_NOT_FOUND: "The plan has to be registered with governance first.",
  REFERENCE_NOT_FOUND: "Something this refers to is missing at the seller. Check lists, sources and catalogs.",
  CREATIVE_ID_EXISTS:
    "The seller has a creative of this id. Give it a new id, assign the one that is there, or send the change to the library.",
  STALE_EDIT: "Look at the media buy as it is now, and make the change again if it is still wanted.",
  NOT_OFFERED_ANY_MORE: "Reject it and plan it without that, or sign it again once the seller offers it.",
  UNREACHABLE: "The seller cannot be reached; nothing was sent. Try again, or check the agent.",
  TIMEOUT: "The seller did not answer in time. We look there before anything is sent again.",
  BAD_REPLY: "The seller's answer cannot be read. We look there before anything is sent again.",
};

const forGood = "Sending it again will not help. Talk to the seller.";
const byRecovery: Readonly<Record<string, string>> = {
  transient: "Likely to pass. Try again in a while.",
  correctable: "Change what the seller names, then send it again.",
};

/** The next step for a person, never a code. `recovery`: AdCP's class; an unknown one counts as terminal (§4.1.4). */
export function adviceFor(code: string, recovery: string | null): string {
  return byCode[code] ?? byCode[standardCode(code)] ?? byRecovery[recovery ?? ""] ?? forGood;
}
