import type { Tx } from "../db/client";
import type { Campaign } from "../domain/campaign/campaign";
import { DomainError, notFound } from "../domain/errors";
import type { RefineEntry } from "../domain/media-buy/proposal";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { getCampaign } from "../repositories/campaigns";
import { getSearch, insertSearch, type ProductSearch, type RefineByAgent } from "../repositories/product-searches";
import { moveProposals } from "../repositories/proposals";
import { listSalesAgents } from "../repositories/sales-agents";
import { askAgent, type Question } from "./ask-agent";
import { asCampaignBuys, discoveryRefusal } from "./campaign-accounts";
import { trackSearch } from "./running-searches";
import { queryFor } from "./search-products";

/** `ask`: of every seller that has answered. Products by snapshot id, proposals by our id; each at most once. */
export type RefineProducts = {
  readonly searchId: string;
  readonly ask: string | null;
  readonly products: readonly {
    readonly productSnapshotId: string;
    readonly action: "include" | "omit" | "more_like_this";
    readonly ask: string | null;
  }[];
  readonly proposals: readonly {
    readonly proposalId: string;
    readonly action: "include" | "omit" | "finalize";
    readonly ask: string | null;
  }[];
};

/**
 * Asks for changes of what was answered (get_products refine). Only the sellers it concerns are asked; what the others answered
 * stays. INVALID_INPUT when nothing is asked, NOT_FOUND for what the search does not show, INVALID_TRANSITION while one is asked.
 */
export async function refineProducts(
  ports: Ports,
  actor: Actor,
  input: RefineProducts,
): Promise<{ readonly searchId: string }> {
  const questions: Question[] = [];
  const outcome = await ports.inTransaction(async (tx) => {
    const search = await getSearch(tx, actor.organisationId, input.searchId);
    const campaign = await getCampaign(tx, actor.organisationId, search.campaignId);
    const refined = await askRefined(tx, ports, actor, { campaign, search, refine: entriesByAgent(search, input) });
    questions.push(...refined.questions);
    return { searchId: refined.searchId };
  });
  for (const question of questions) trackSearch(askAgent(ports, question));
  return outcome;
}

type Refinement = {
  readonly campaign: Campaign;
  readonly search: Pick<ProductSearch, "rootId" | "brief" | "answers">;
  readonly refine: RefineByAgent;
};

/** Writes the refinement and says whom to ask once it is committed. */
export async function askRefined(
  tx: Tx,
  ports: Ports,
  actor: Actor,
  { campaign, search, refine }: Refinement,
): Promise<{ readonly searchId: string; readonly questions: readonly Question[] }> {
  const at = ports.clock();
  const { organisationId } = actor;
  const searchId = ports.newId();
  const concerned = (await listSalesAgents(tx, organisationId)).filter(({ id }) => refine[id] !== undefined);
  const agents = await asCampaignBuys(tx, ports, campaign, concerned);
  if (agents.length === 0) throw new DomainError("INVALID_INPUT", "There is nothing to ask of a connected seller");
  const busy = search.answers.find(({ salesAgentId, state }) => state === "asking" && refine[salesAgentId]);
  if (busy) throw new DomainError("INVALID_TRANSITION", "This seller is being asked already; wait for its answer");
  const answers = agents.map(({ id: salesAgentId }) => ({ id: ports.newId(), salesAgentId }));
  const { brief, rootId: refinesId } = search;
  await insertSearch(tx, {
    id: searchId,
    organisationId,
    campaignId: campaign.id,
    brief,
    mode: "refine",
    refinesId,
    refine,
    createdById: actor.userId,
    at,
    answers,
  });
  const questions: Question[] = [];
  for (const [index, agent] of agents.entries()) {
    const entries = refine[agent.id] ?? [];
    await markFinalizing(tx, { organisationId, campaignId: campaign.id, salesAgentId: agent.id }, entries, at);
    const query = { ...queryFor(campaign, agent), brief, mode: "refine", refine: entries } as const;
    const answerId = answers[index]?.id ?? "";
    const refusal = discoveryRefusal(agent);
    questions.push({ organisationId, searchId, answerId, salesAgentId: agent.id, query, refusal });
  }
  return { searchId, questions };
}

/** From here until the seller answers, its proposal is with it. */
export function markFinalizing(
  tx: Tx,
  scope: { readonly organisationId: string; readonly campaignId: string; readonly salesAgentId: string },
  entries: readonly RefineEntry[],
  at: Instant,
): Promise<void> {
  const ids = entries.flatMap((entry) =>
    entry.scope === "proposal" && entry.action === "finalize" ? [entry.proposalId] : [],
  );
  return moveProposals(tx, scope, ids, { from: null, to: "finalizing", at });
}

type AgentEntry = readonly [salesAgentId: string, entry: RefineEntry];

function entriesByAgent(search: ProductSearch, input: RefineProducts): RefineByAgent {
  const byAgent = new Map<string, RefineEntry[]>();
  for (const [salesAgentId, entry] of [
    ...asWhole(search, input),
    ...ofProducts(search, input),
    ...ofProposals(search, input),
  ]) {
    byAgent.set(salesAgentId, [...(byAgent.get(salesAgentId) ?? []), entry]);
  }
  return Object.fromEntries(byAgent);
}

function asWhole({ answers }: ProductSearch, { ask }: RefineProducts): AgentEntry[] {
  if (ask === null) return [];
  const answered = answers.filter(({ state }) => state === "answered");
  return answered.map(({ salesAgentId }) => [salesAgentId, { scope: "request", ask }]);
}

function ofProducts({ answers }: ProductSearch, input: RefineProducts): AgentEntry[] {
  const shown = new Map(answers.flatMap(({ products }) => products).map((snapshot) => [snapshot.id, snapshot]));
  return input.products.map(({ productSnapshotId, action, ask }) => {
    const found = shown.get(productSnapshotId);
    if (!found) throw notFound("The product");
    const { productId } = found.product;
    return [found.salesAgentId, { scope: "product", productId, action, ...(ask === null ? {} : { ask }) }];
  });
}

function ofProposals({ answers }: ProductSearch, input: RefineProducts): AgentEntry[] {
  const shown = new Map(answers.flatMap(({ proposals }) => proposals).map((stored) => [stored.id, stored]));
  return input.proposals.map(({ proposalId: id, action, ask }) => {
    const found = shown.get(id);
    if (!found) throw notFound("The proposal");
    const { proposalId } = found.proposal;
    return [found.salesAgentId, { scope: "proposal", proposalId, action, ...(ask === null ? {} : { ask }) }];
  });
}
