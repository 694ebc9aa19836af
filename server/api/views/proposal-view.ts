import type { Campaign } from "../../domain/campaign/campaign";
import type { PlannedPackage } from "../../domain/campaign/package-plan";
import type { PricingOption, ProductForecast } from "../../domain/media-buy/product";
import type { BudgetGuidance, InsertionOrder } from "../../domain/media-buy/proposal";
import { orderMismatch, whyNotAsProposed } from "../../domain/proposal/as-proposed";
import { planProposal } from "../../domain/proposal/plan-proposal";
import { type ProposalStanding, standingOf } from "../../domain/proposal/standing";
import { type SignatureState, signatureState } from "../../domain/proposal/terms";
import type { Instant } from "../../domain/time";
import type { SearchAnswer } from "../../repositories/product-searches";
import type { StoredProposal } from "../../repositories/proposals";
import type { AskedAgent } from "./asked-agent";

/** Seller text (names, rationale, terms) is untrusted: rendered escaped. */
export type ProposalLineView = {
  readonly productId: string;
  readonly productName: string;
  /** null: the seller did not say what it is. */
  readonly productSnapshotId: string | null;
  readonly percentMicros: bigint;
  readonly option: PricingOption | null;
  readonly forecast: ProductForecast | null;
  readonly rationale: string | null;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
};

export type ProposalView = {
  readonly id: string;
  readonly salesAgent: AskedAgent;
  /** The seller's own id. */
  readonly proposalId: string;
  readonly name: string;
  readonly description: string | null;
  readonly briefAlignment: string | null;
  readonly standing: ProposalStanding;
  /** The seller is being asked about it right now. */
  readonly asking: boolean;
  readonly expiresAt: Instant | null;
  readonly currency: string;
  readonly lines: readonly ProposalLineView[];
  readonly guidance: BudgetGuidance | null;
  readonly forecast: ProductForecast | null;
  /** What it would be over; null: the plan has no total in its currency. */
  readonly totalMicros: bigint | null;
  /** Why it cannot be taken, or null. */
  readonly problem: string | null;
  /** The packages that were made from it, and the media buy that has taken them over. */
  readonly taken: { readonly packages: number; readonly mediaBuyId: string | null } | null;
  /** Why the packages made from it are no longer it: they are bought as packages then. null: they are, or there are none. */
  readonly changed: string | null;
  readonly insertionOrder: InsertionOrder | null;
  /** Where the order is for another sum than what is planned now; null: it fits, or nothing is planned from it. */
  readonly orderMismatch: string | null;
  readonly termsHash: string | null;
  readonly signature: {
    readonly state: SignatureState;
    readonly signatory: string | null;
    readonly at: Instant | null;
  };
  readonly raw: string;
};

/** The plan that proposals are held against. */
export type PlanStands = {
  readonly campaign: Pick<Campaign, "currency" | "totalMicros">;
  readonly packages: readonly PlannedPackage[];
};

export function toProposalViews(
  answer: SearchAnswer,
  salesAgent: AskedAgent,
  stands: PlanStands,
  now: Instant,
): ProposalView[] {
  return answer.proposals.map((stored) => toProposalView(stored, answer, salesAgent, stands, now));
}

function toProposalView(
  stored: StoredProposal,
  answer: SearchAnswer,
  salesAgent: AskedAgent,
  { campaign, packages }: PlanStands,
  now: Instant,
): ProposalView {
  const { id, proposal, acceptance, termsHash } = stored;
  const products = new Map([...answer.allocated].map(([productId, { product }]) => [productId, product]));
  const { currency, lines, problem } = planProposal(proposal, products, campaign.currency, now);
  const own = packages.filter((row) => row.proposalId === id);
  const ownTotal = own.reduce((sum, row) => sum + row.budgetMicros, 0n);
  const planTotal = currency === campaign.currency ? campaign.totalMicros : null;
  const { proposalId, name, description, briefAlignment, expiresAt, guidance, forecast, insertionOrder, raw } =
    proposal;
  return {
    id,
    salesAgent,
    proposalId,
    name,
    description,
    briefAlignment,
    standing: standingOf(stored, now),
    asking: answer.state === "asking",
    expiresAt,
    currency,
    lines: lines.map(({ allocation, product, option }) => ({
      productId: allocation.productId,
      productName: product?.name ?? allocation.productId,
      productSnapshotId: answer.allocated.get(allocation.productId)?.id ?? null,
      percentMicros: allocation.percentMicros,
      option,
      forecast: allocation.forecast,
      rationale: allocation.rationale,
      startAt: allocation.startAt,
      endAt: allocation.endAt,
    })),
    guidance,
    forecast,
    totalMicros: own.length > 0 ? ownTotal : planTotal,
    problem,
    taken: own[0] ? { packages: own.length, mediaBuyId: own[0].mediaBuyId } : null,
    changed: own[0]?.mediaBuyId === null ? whyNotAsProposed(stored, own) : null,
    insertionOrder,
    orderMismatch: own.length > 0 ? orderMismatch(proposal, { micros: ownTotal, currency }) : null,
    termsHash,
    signature: {
      state: signatureState(proposal, acceptance, termsHash),
      signatory: acceptance?.signatory ?? null,
      at: acceptance?.at ?? null,
    },
    raw,
  };
}
