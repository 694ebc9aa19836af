import { isAbandoned } from "../domain/campaign/product-search";
import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { getCampaign } from "../repositories/campaigns";
import { getAskedSearch, reopenAnswer } from "../repositories/product-searches";
import { getSalesAgent } from "../repositories/sales-agents";
import { askAgent, type Question } from "./ask-agent";
import { asCampaignBuys, discoveryRefusal } from "./campaign-accounts";
import { markFinalizing } from "./refine-products";
import { notifySearch, trackSearch } from "./running-searches";
import { queryFor } from "./search-products";

export type RetryProductSearch = { readonly searchId: string; readonly salesAgentId: string };

/** Asks one agent of a search again, with the brief or the refinement the search was made with. Only a failed answer can be asked again. */
export async function retryProductSearch(
  ports: Ports,
  actor: Actor,
  input: RetryProductSearch,
): Promise<{ readonly searchId: string }> {
  const { organisationId } = actor;
  const questions: Question[] = [];
  const outcome = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const search = await getAskedSearch(tx, organisationId, input.searchId);
    const answer = search.answers.find((candidate) => candidate.salesAgentId === input.salesAgentId);
    if (!answer) throw notFound("The answer");
    if (answer.state !== "failed" && !isAbandoned(answer, at)) {
      throw new DomainError("INVALID_TRANSITION", "This seller is being asked already, or has answered");
    }
    const campaign = await getCampaign(tx, organisationId, search.campaignId);
    const known = await getSalesAgent(tx, organisationId, input.salesAgentId);
    const [agent = known] = await asCampaignBuys(tx, ports, campaign, [known]);
    await reopenAnswer(tx, organisationId, answer, at);
    const { brief, mode } = search;
    const refine = search.refine[agent.id] ?? [];
    if (mode === "refine")
      await markFinalizing(tx, { organisationId, campaignId: campaign.id, salesAgentId: agent.id }, refine, at);
    const query = { ...queryFor(campaign, agent), brief, mode, refine };
    const refusal = discoveryRefusal(agent);
    questions.push({
      organisationId,
      searchId: search.id,
      answerId: answer.id,
      salesAgentId: agent.id,
      query,
      refusal,
    });
    return { searchId: search.id };
  });
  for (const question of questions) trackSearch(askAgent(ports, question));
  notifySearch(outcome.searchId);
  return outcome;
}
