import { isExpired } from "../../domain/campaign/package-plan";
import { isAbandoned } from "../../domain/campaign/product-search";
import type { PricingOption, Product, ProductForecast } from "../../domain/media-buy/product";
import type { RefineEntry, RefinementNote } from "../../domain/media-buy/proposal";
import { entryId } from "../../domain/proposal/match-notes";
import type { Instant } from "../../domain/time";
import type { ProductSearch, SearchAnswer } from "../../repositories/product-searches";
import type { ProductSnapshot } from "../../repositories/product-snapshots";
import type { SalesAgentRecord } from "../../repositories/sales-agents";
import type { AskedAgent } from "./asked-agent";
import { type PlanStands, type ProposalView, toProposalViews } from "./proposal-view";

/** Seller text (name, briefRelevance, incomplete, error) is untrusted: rendered escaped. */
export type ProductRow = {
  /** Of the snapshot: what a package is made from. */
  readonly id: string;
  readonly salesAgent: AskedAgent;
  readonly productId: string;
  readonly name: string;
  readonly deliveryType: string;
  readonly channels: readonly string[];
  readonly pricingOptions: readonly PricingOption[];
  readonly forecast: ProductForecast | null;
  readonly formats: readonly string[];
  readonly placementCount: number;
  readonly briefRelevance: string | null;
  readonly expiresAt: Instant | null;
  readonly expired: boolean;
};

export type AnswerView = {
  readonly salesAgent: AskedAgent;
  /** What to ask again when it failed. */
  readonly searchId: string;
  readonly state: "asking" | "answered" | "failed";
  readonly since: Instant;
  readonly milliseconds: number | null;
  readonly productCount: number;
  /** The seller's own notes on what its answer lacks; non-empty: partial. */
  readonly incomplete: readonly { readonly scope: string; readonly description: string }[];
  readonly error: { readonly code: string; readonly message: string } | null;
  /** What was asked of it last, with what it says it did. */
  readonly refinement: readonly RefinementView[];
};

export type RefinementView = {
  readonly scope: "request" | "product" | "proposal";
  readonly action: "include" | "omit" | "more_like_this" | "finalize" | null;
  /** The product's or proposal's name, or the seller's id where it has none any more. */
  readonly subject: string | null;
  readonly ask: string | null;
  /** applied | partial | unable, or the seller's own word; null: it says nothing of it. */
  readonly status: string | null;
  readonly notes: string | null;
};

export type ProductSearchView = {
  readonly id: string;
  /** Stays the same through every refinement. */
  readonly rootId: string;
  readonly mode: "brief" | "wholesale" | "refine";
  readonly brief: string;
  readonly createdAt: Instant;
  readonly answers: readonly AnswerView[];
  readonly products: readonly ProductRow[];
  readonly proposals: readonly ProposalView[];
  /** No seller is being asked any more. */
  readonly settled: boolean;
};

/** What the products page opens with. */
export type CampaignProductsView = {
  readonly agents: readonly AskedAgent[];
  readonly search: ProductSearchView | null;
};

export type ProductView = ProductRow & {
  readonly description: string;
  readonly placements: Product["placements"];
  readonly formatIds: Product["formatIds"];
  readonly publisherDomains: readonly string[];
  readonly reportingFrequencies: readonly string[];
  readonly propertyTargetingAllowed: boolean;
  readonly seenAt: Instant;
  /** The seller's own object, pretty-printed. */
  readonly raw: string;
};

export function toAskedAgent({ id, name, sandbox }: SalesAgentRecord): AskedAgent {
  return { id, name, sandbox };
}

export function toSearchView(
  search: ProductSearch,
  agents: readonly SalesAgentRecord[],
  now: Instant,
  stands: PlanStands,
): ProductSearchView {
  const known = new Map(agents.map((agent) => [agent.id, toAskedAgent(agent)]));
  const agentOf = (id: string) => known.get(id) ?? { id, name: "Removed agent", sandbox: false };
  const answers = search.answers.map((answer) => toAnswerView(answer, agentOf(answer.salesAgentId), now));
  return {
    id: search.id,
    rootId: search.rootId,
    mode: search.mode,
    brief: search.brief,
    createdAt: search.createdAt,
    answers: [...answers].sort((a, b) => a.salesAgent.name.localeCompare(b.salesAgent.name, "en")),
    products: search.answers.flatMap((answer) =>
      answer.products.map((snapshot) => toProductRow(snapshot, agentOf(snapshot.salesAgentId), now)),
    ),
    proposals: search.answers.flatMap((answer) => toProposalViews(answer, agentOf(answer.salesAgentId), stands, now)),
    settled: answers.every((answer) => answer.state !== "asking"),
  };
}

function toAnswerView(answer: SearchAnswer, salesAgent: AskedAgent, now: Instant): AnswerView {
  const abandoned = isAbandoned(answer, now);
  return {
    salesAgent,
    searchId: answer.searchId,
    refinement: answer.refinement.map(({ entry, note }) => toRefinementView(answer, entry, note)),
    state: abandoned ? "failed" : answer.state,
    since: answer.since,
    milliseconds: answer.milliseconds,
    productCount: answer.products.length,
    incomplete: answer.incomplete,
    error: abandoned ? { code: "INTERRUPTED", message: "Asking was interrupted on our side" } : answer.error,
  };
}

function toRefinementView(answer: SearchAnswer, entry: RefineEntry, note: RefinementNote | null): RefinementView {
  const id = entryId(entry);
  const name =
    entry.scope === "product"
      ? (answer.products.find(({ product }) => product.productId === id)?.product.name ?? id)
      : (answer.proposals.find(({ proposal }) => proposal.proposalId === id)?.proposal.name ?? id);
  return {
    scope: entry.scope,
    action: entry.scope === "request" ? null : entry.action,
    subject: name,
    ask: entry.ask ?? null,
    status: note?.status ?? null,
    notes: note?.notes ?? null,
  };
}

export function toProductRow({ id, product }: ProductSnapshot, salesAgent: AskedAgent, now: Instant): ProductRow {
  return {
    id,
    salesAgent,
    productId: product.productId,
    name: product.name,
    deliveryType: product.deliveryType,
    channels: product.channels,
    pricingOptions: product.pricingOptions,
    forecast: product.forecast,
    formats: product.formatIds.map((format) => format.id),
    placementCount: product.placements.length,
    briefRelevance: product.briefRelevance,
    expiresAt: product.expiresAt,
    expired: isExpired(product.expiresAt, now),
  };
}

export function toProductView(snapshot: ProductSnapshot, salesAgent: AskedAgent, now: Instant): ProductView {
  const { product, seenAt } = snapshot;
  return {
    ...toProductRow(snapshot, salesAgent, now),
    description: product.description,
    placements: product.placements,
    formatIds: product.formatIds,
    publisherDomains: product.publisherDomains,
    reportingFrequencies: product.reportingFrequencies,
    propertyTargetingAllowed: product.propertyTargetingAllowed,
    seenAt,
    raw: JSON.stringify(product.raw, null, 2),
  };
}
