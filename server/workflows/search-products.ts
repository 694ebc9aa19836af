import type { Tx } from "../db/client";
import type { Campaign } from "../domain/campaign/campaign";
import { draftOf } from "../domain/campaign/campaign";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { getCampaign } from "../repositories/campaigns";
import { insertSearch, refuseUnknownAgents } from "../repositories/product-searches";
import { listSalesAgents, type SalesAgentRecord } from "../repositories/sales-agents";
import type { ProductQuery } from "../sales-agents/sales-agent";
import { accountRefOf, plainEndpoints } from "../seller-calls/endpoints";
import { askAgent, type Question } from "./ask-agent";
import { asCampaignBuys, discoveryRefusal } from "./campaign-accounts";
import { trackSearch } from "./running-searches";

export type SearchProducts = {
  readonly campaignId: string;
  readonly salesAgentIds: readonly string[] | null;
  /** wholesale: all they have, without a brief and without proposals (AdCP buying_mode). */
  readonly mode?: "brief" | "wholesale";
};

/**
 * Asks the chosen agents (null: the campaign's choice, else all) for products by the campaign's brief, or for all they have. Rows
 * first, questions after the commit and side by side: the answer to this call waits for no seller.
 */
export async function searchProducts(
  ports: Ports,
  actor: Actor,
  input: SearchProducts,
): Promise<{ readonly searchId: string }> {
  const { mode = "brief" } = input;
  const { organisationId } = actor;
  const searchId = ports.newId();
  const questions = await ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    if (mode === "brief") refuseWithoutBrief(campaign);
    const chosen = await agentsToAsk(tx, organisationId, campaign, input.salesAgentIds);
    const agents = await asCampaignBuys(tx, ports, campaign, chosen);
    const asked = agents.map((agent) => ({ agent, answerId: ports.newId() }));
    const { id: campaignId } = campaign;
    const brief = mode === "brief" ? campaign.brief : "";
    const answers = asked.map(({ agent, answerId }) => ({ id: answerId, salesAgentId: agent.id }));
    const createdById = actor.userId;
    const draft = draftOf(campaign);
    await insertSearch(tx, { id: searchId, organisationId, campaignId, brief, mode, createdById, at, answers });
    return asked.map(({ agent, answerId }) => {
      const query = { ...queryFor(campaign, agent, draft), brief, mode };
      const refusal = discoveryRefusal(agent);
      return { organisationId, searchId, campaignId, answerId, salesAgentId: agent.id, query, refusal };
    });
  });
  trackSearch(askAll(ports, questions));
  return { searchId };
}

/** In small groups, so that the first answers are taken in before the last questions are out; nobody waits for an answer. */
const askedAtOnce = 8;
/** Their addresses are looked up for so many of them at a time. */
const foundAtOnce = 5 * askedAtOnce;

async function askAll(ports: Ports, questions: readonly Question[]): Promise<void> {
  let endpoints: Awaited<ReturnType<typeof plainEndpoints>> = new Map();
  for (let from = 0; from < questions.length; from += askedAtOnce) {
    if (from % foundAtOnce === 0) endpoints = await endpointsOf(ports, questions.slice(from, from + foundAtOnce));
    for (const question of questions.slice(from, from + askedAtOnce)) {
      trackSearch(askAgent(ports, { ...question, endpoint: endpoints.get(question.salesAgentId) }));
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** None of them where they cannot be read: each question then looks for its own, and its failure is its answer. */
async function endpointsOf(ports: Ports, questions: readonly Question[]) {
  const ids = questions.map(({ salesAgentId }) => salesAgentId);
  const { organisationId = "" } = questions[0] ?? {};
  return plainEndpoints(ports.db, ports, organisationId, ids).catch(() => new Map<string, never>());
}

async function agentsToAsk(
  tx: Tx,
  organisationId: string,
  campaign: Campaign,
  ids: readonly string[] | null,
): Promise<readonly SalesAgentRecord[]> {
  if (ids) await refuseUnknownAgents(tx, organisationId, ids);
  const chosen = ids ?? campaign.salesAgentIds;
  const all = await listSalesAgents(tx, organisationId);
  const agents = chosen === null ? all : all.filter((agent) => chosen.includes(agent.id));
  if (agents.length === 0) throw new DomainError("INVALID_INPUT", "There is no sales agent to ask; add one first");
  return agents;
}

function refuseWithoutBrief(campaign: Campaign): void {
  if (campaign.brief.trim() !== "") return;
  const message = "Write a brief first: sellers choose their products by it";
  throw new DomainError("INVALID_INPUT", message, [{ path: "brief", message }]);
}

/** What one agent is asked, under the account we would buy on. */
export function queryFor(campaign: Campaign, agent: SalesAgentRecord, draft = draftOf(campaign)): ProductQuery {
  const account = defaultAccount(agent);
  return {
    brief: campaign.brief,
    brandDomain: campaign.brand?.domain ?? null,
    account: account ? accountRefOf(account) : null,
    startDay: draft.startDay,
    endDay: draft.endDay,
    currency: campaign.currency,
    countries: draft.countries,
  };
}

/** The agent's default account, else its first active one; undefined when it lists none that is usable. */
export function defaultAccount(agent: SalesAgentRecord): SalesAgentRecord["accounts"][number] | undefined {
  return (
    agent.accounts.find((account) => account.isDefault) ?? agent.accounts.find(({ status }) => status === "active")
  );
}
