import { defaultOption, isExpired } from "../campaign/package-plan";
import type { PricingOption, Product } from "../media-buy/product";
import type { Allocation, BudgetGuidance, Proposal } from "../media-buy/proposal";
import { wholePercentMicros } from "../media-buy/proposal";
import { allocate, formatMoney, type Money } from "../money";
import type { Instant } from "../time";

/** One allocation with what it is made of: the product as the seller offered it last, the price and what keeps it from being taken. */
export type ProposalLine = {
  readonly allocation: Allocation;
  readonly product: Product | null;
  readonly option: PricingOption | null;
  /** Why no package can be made of it, or null. */
  readonly problem: string | null;
};

export type ProposalPlan = {
  readonly currency: string;
  readonly lines: readonly ProposalLine[];
  /** Why it cannot be taken, or null. */
  readonly problem: string | null;
};

/** Rounding of thirds to two places, over as many lines as a plan has. */
const toleranceMicros = 100_000n;

/** Why the shares are not those of one whole, or null (requirements §3.3: the buyer validates). */
export function sharesProblem({ allocations }: Pick<Proposal, "allocations">): string | null {
  const sum = allocations.reduce((total, { percentMicros }) => total + percentMicros, 0n);
  const off = sum > wholePercentMicros ? sum - wholePercentMicros : wholePercentMicros - sum;
  return off <= toleranceMicros ? null : `Its shares come to ${percentWords(sum)}, not 100 %`;
}

/** "33.3 %" */
export function percentWords(percentMicros: bigint): string {
  return `${Number(percentMicros) / 1_000_000} %`.replace(/^(\d+\.\d\d)\d*/, "$1");
}

/** A proposal over the products that its seller offered; `currency`: the campaign's, where the seller names none. */
export function planProposal(
  proposal: Proposal,
  products: ReadonlyMap<string, Product>,
  planCurrency: string,
  now: Instant,
): ProposalPlan {
  const wanted = proposal.guidance?.currency ?? planCurrency;
  const lines = proposal.allocations.map((allocation) => lineOf(allocation, products, wanted, now));
  const currencies = [...new Set(lines.flatMap(({ option }) => option?.currency ?? []))];
  const mixed = currencies.length > 1 ? `It mixes ${currencies.join(" and ")}` : null;
  const problem = sharesProblem(proposal) ?? mixed ?? lines.find((line) => line.problem !== null)?.problem ?? null;
  return { currency: currencies[0] ?? wanted, lines, problem };
}

function lineOf(
  allocation: Allocation,
  products: ReadonlyMap<string, Product>,
  currency: string,
  now: Instant,
): ProposalLine {
  const product = products.get(allocation.productId) ?? null;
  if (product === null) {
    const problem = `The seller did not say what “${allocation.productId}” is`;
    return { allocation, product, option: null, problem };
  }
  const { pricingOptionId: id } = allocation;
  const option =
    id === null
      ? defaultOption(product, currency)
      : (product.pricingOptions.find(({ pricingOptionId }) => pricingOptionId === id) ?? null);
  if (option === null) return { allocation, product, option, problem: `${product.name} has no price “${id ?? ""}”` };
  const problem = isExpired(product.expiresAt, now) ? `The offer of ${product.name} has expired` : null;
  return { allocation, product, option, problem };
}

/** The total by the proposal's shares: whole minor units that sum to it exactly (largest remainder). */
export function allocateProposal(total: Money, { allocations }: Pick<Proposal, "allocations">): Money[] {
  return allocate(
    total,
    allocations.map(({ percentMicros }) => percentMicros),
  );
}

/** "The seller's minimum is USD 5,000.00"; null: the budget reaches it. It is flagged, never raised. */
export function belowMinimum(option: PricingOption | null, budget: Money): string | null {
  const minimum = option?.minSpendPerPackageMicros ?? null;
  if (option?.currency !== budget.currency || minimum === null || budget.micros >= minimum) return null;
  return `The seller's minimum is ${formatMoney({ micros: minimum, currency: budget.currency })}`;
}

/** Why a total is outside of the seller's guidance, or null; guidance in another currency says nothing of it. */
export function outsideGuidance(guidance: BudgetGuidance | null, total: Money): string | null {
  if (guidance === null || (guidance.currency ?? total.currency) !== total.currency) return null;
  const { minMicros: min, maxMicros: max } = guidance;
  const words = (micros: bigint) => formatMoney({ micros, currency: total.currency });
  if (min !== null && total.micros < min) return `The seller asks for at least ${words(min)} in all`;
  return max !== null && total.micros > max ? `The seller asks for at most ${words(max)} in all` : null;
}
