import { isExpired } from "../campaign/package-plan";
import type { Proposal } from "../media-buy/proposal";
import type { Instant } from "../time";

/** Where a proposal is with us, as it is stored; whether it has expired or is signed follows from its terms and the clock. */
export const proposalStates = ["offered", "finalizing", "committed", "withdrawn"] as const;
export type ProposalState = (typeof proposalStates)[number];

/**
 * draft: has to be made firm first; ready: the seller knows no such step; committed: firm until it expires. A word of the seller's
 * own that we do not know counts as draft, so that nothing is bought on indicative prices.
 */
export const proposalStandings = ["draft", "ready", "finalizing", "committed", "expired", "withdrawn"] as const;
export type ProposalStanding = (typeof proposalStandings)[number];

export function standingOf(
  { state, proposal }: { readonly state: ProposalState; readonly proposal: Proposal },
  now: Instant,
): ProposalStanding {
  if (state === "withdrawn" || state === "finalizing") return state;
  if (isExpired(proposal.expiresAt, now)) return "expired";
  if (proposal.status === null) return "ready";
  return proposal.status === "committed" ? "committed" : "draft";
}

/** The state a proposal has once its seller has answered with it. */
export function stateAnswered({ status }: Proposal): ProposalState {
  return status === "committed" ? "committed" : "offered";
}
