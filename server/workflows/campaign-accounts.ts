import type { Tx } from "../db/client";
import { accountFor } from "../domain/account/account-choice";
import { isImplicit } from "../domain/account/account-tools";
import { gateRefusal } from "../domain/account/status-gate";
import type { Campaign } from "../domain/campaign/campaign";
import type { Ports } from "../ports";
import { ensureImplicitAccount, getAccountRecord } from "../repositories/accounts";
import { chosenAccounts, movePackages } from "../repositories/campaign-accounts";
import { listSalesAgents, type SalesAgentRecord } from "../repositories/sales-agents";

type Buying = Pick<Campaign, "id" | "organisationId" | "brand">;

/**
 * The agents as this campaign buys from them: the account it buys on is marked as the default. At an agent without account tools its
 * brand's implicit account is made on the way.
 */
export async function asCampaignBuys(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  campaign: Buying,
  agents: readonly SalesAgentRecord[],
): Promise<readonly SalesAgentRecord[]> {
  const chosen = await chosenAccounts(tx, campaign.organisationId, campaign.id);
  const bought: SalesAgentRecord[] = [];
  for (const agent of agents) {
    const whole = lacksImplicit(campaign, agent) ? await withImplicit(tx, ports, campaign, agent) : agent;
    const account = accountFor(whole.accounts, choiceOf(campaign, chosen.get(agent.id) ?? null));
    bought.push({ ...whole, accounts: whole.accounts.map((one) => ({ ...one, isDefault: one.id === account?.id })) });
  }
  return bought;
}

export function choiceOf(campaign: Pick<Buying, "brand">, chosenAccountId: string | null) {
  return { brandDomain: campaign.brand?.domain ?? null, chosenAccountId };
}

function lacksImplicit(campaign: Buying, agent: SalesAgentRecord): boolean {
  if (campaign.brand === null || agent.capabilities === null || !isImplicit(agent.capabilities)) return false;
  return accountFor(agent.accounts, choiceOf(campaign, null)) === undefined;
}

async function withImplicit(
  tx: Tx,
  ports: Pick<Ports, "clock" | "newId">,
  { organisationId, brand }: Buying,
  agent: SalesAgentRecord,
): Promise<SalesAgentRecord> {
  if (brand === null) return agent;
  const key = { brandDomain: brand.domain, operator: brand.domain, sandbox: false };
  const place = { organisationId, salesAgentId: agent.id };
  const id = await ensureImplicitAccount(tx, place, key, ports.clock(), ports.newId);
  return { ...agent, accounts: [...agent.accounts, await getAccountRecord(tx, organisationId, id)] };
}

/** Why no products are asked for under the account the campaign buys on; null: they are. `agent` as `asCampaignBuys` gives it. */
export function discoveryRefusal(agent: Pick<SalesAgentRecord, "name" | "accounts">): string | null {
  const account = agent.accounts.find((one) => one.isDefault);
  return account ? gateRefusal(account, agent.name, "discover") : null;
}

/** Packages planned before the brand was known, or under another brand's implicit account, follow the campaign's brand. */
export async function followBrand(tx: Tx, ports: Pick<Ports, "clock" | "newId">, campaign: Buying): Promise<void> {
  const at = ports.clock();
  const agents = await listSalesAgents(tx, campaign.organisationId);
  const implicit = agents.filter(({ capabilities }) => capabilities !== null && isImplicit(capabilities));
  const chosen = await chosenAccounts(tx, campaign.organisationId, campaign.id);
  for (const agent of await asCampaignBuys(tx, ports, campaign, implicit)) {
    if (chosen.has(agent.id)) continue;
    const account = agent.accounts.find((one) => one.isDefault);
    if (account !== undefined && account.details.source !== "implicit") continue;
    const accountId = account?.id ?? null;
    await movePackages(tx, { ...placeOf(campaign, agent.id), accountId }, new Date(at));
  }
}

export function placeOf(
  { organisationId, id: campaignId }: Pick<Buying, "organisationId" | "id">,
  salesAgentId: string,
) {
  return { organisationId, campaignId, salesAgentId };
}
