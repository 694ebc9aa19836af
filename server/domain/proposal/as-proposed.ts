import { type PlannedPackage, pricingOptionOf, startingBid } from "../campaign/package-plan";
import type { Allocation, IoAcceptance, Proposal } from "../media-buy/proposal";
import { formatMoney } from "../money";
import type { Instant } from "../time";
import { allocateProposal, outsideGuidance, sharesProblem } from "./plan-proposal";
import type { ProposalState } from "./standing";

/** A proposal that packages of a plan were made from. */
export type PlannedProposal = {
  readonly id: string;
  readonly state: ProposalState;
  readonly proposal: Proposal;
  readonly acceptance: IoAcceptance | null;
  /** Of what a signature stands for now; null: there is no insertion order. */
  readonly termsHash: string | null;
};

type Line = { readonly planned: PlannedPackage; readonly allocation: Allocation };

/**
 * Why these packages are no longer the proposal as its seller made it, or null: then it can be bought by its id. Only the total may
 * differ, inside the seller's guidance; the seller derives the packages' budgets from it by the very same shares.
 */
export function whyNotAsProposed({ proposal }: PlannedProposal, packages: readonly PlannedPackage[]): string | null {
  const shares = sharesProblem(proposal);
  if (shares !== null) return shares;
  if (packages.length !== proposal.allocations.length) return "packages were added to it or taken out of it";
  const [first] = packages;
  if (first === undefined) return "it has no packages";
  if (packages.some((one) => one.accountId !== first.accountId)) return "its packages are on different accounts";
  if (packages.some((one) => one.currency !== first.currency)) return "its packages are in different currencies";
  return whyNotShared(proposal, packages, first.currency) ?? firstOf(packages, ownChange);
}

function whyNotShared(proposal: Proposal, packages: readonly PlannedPackage[], currency: string): string | null {
  const micros = packages.reduce((sum, one) => sum + one.budgetMicros, 0n);
  const shares = allocateProposal({ micros, currency }, proposal);
  const free = new Set(packages);
  for (const [index, allocation] of proposal.allocations.entries()) {
    const same = [...free].filter((planned) => isSame({ planned, allocation }));
    const found = same.find((planned) => planned.budgetMicros === shares[index]?.micros);
    if (!found)
      return same[0] ? `the budget of ${same[0].name} is not its share` : `${allocation.productId} was changed`;
    free.delete(found);
  }
  return outsideGuidance(proposal.guidance, { micros, currency });
}

/** The same product at the same price over the same days. */
function isSame({ planned, allocation }: Line): boolean {
  const { productId, pricingOptionId, startAt, endAt } = allocation;
  return (
    planned.product.productId === productId &&
    (pricingOptionId === null || planned.pricingOptionId === pricingOptionId) &&
    planned.startAt === startAt &&
    planned.endAt === endAt
  );
}

/** What the request by proposal has no place for. */
function ownChange(planned: PlannedPackage): string | null {
  const { name, targetingOverlay, optimizationGoals = [], pacing, impressions, bidMicros } = planned;
  if (Object.keys(targetingOverlay).length > 0) return `${name} has targeting of its own`;
  if (optimizationGoals.length > 0) return `${name} has optimization goals of its own`;
  if (pacing !== "even") return `${name} has another pacing`;
  if (impressions !== null) return `${name} has an impression goal`;
  const option = pricingOptionOf(planned);
  return option && bidMicros !== startingBid(option) ? `${name} has another bid` : null;
}

function firstOf<T>(values: readonly T[], why: (value: T) => string | null): string | null {
  for (const value of values) {
    const reason = why(value);
    if (reason !== null) return reason;
  }
  return null;
}

/** Where the order that is to be signed is for something else than what would be bought, or null. */
export function orderMismatch(
  proposal: Proposal,
  total: { readonly micros: bigint; readonly currency: string },
): string | null {
  const signed = proposal.insertionOrder?.total ?? null;
  if (signed === null || (signed.micros === total.micros && signed.currency === total.currency)) return null;
  return `The insertion order is for ${formatMoney(signed)}, the packages come to ${formatMoney(total)}`;
}

/** The seller's flight in the order, where it is another than the campaign's; null: the same, or not said. */
export function flightMismatch(
  { insertionOrder }: Proposal,
  flight: { readonly startAt: Instant | null; readonly endAt: Instant | null },
): string | null {
  if (insertionOrder === null) return null;
  const { flightStart, flightEnd } = insertionOrder;
  const other = (said: Instant | null, ours: Instant | null) => said !== null && ours !== null && said !== ours;
  if (!other(flightStart, flight.startAt) && !other(flightEnd, flight.endAt)) return null;
  return "The insertion order names other dates than the campaign has";
}
