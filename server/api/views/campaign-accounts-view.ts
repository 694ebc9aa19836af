import { accountFor } from "../../domain/account/account-choice";
import { accountStatusWords, allows } from "../../domain/account/status-gate";
import { type Campaign, isEditable } from "../../domain/campaign/campaign";
import type { PlannedPackage } from "../../domain/campaign/package-plan";
import type { SalesAgentRecord } from "../../repositories/sales-agents";

/** On which account a plan buys at each of its agents. */
export type CampaignAccountsView = {
  readonly editable: boolean;
  readonly agents: readonly CampaignAgentAccounts[];
};

export type CampaignAgentAccounts = {
  readonly salesAgent: { readonly id: string; readonly name: string };
  readonly sandbox: boolean;
  /** What it buys on now; null: no account is usable. */
  readonly account: { readonly id: string; readonly name: string; readonly sandbox: boolean } | null;
  /** null: the agent's default is followed. */
  readonly chosenAccountId: string | null;
  readonly choices: readonly {
    readonly id: string;
    readonly name: string;
    readonly sandbox: boolean;
    /** Why it cannot be bought on; null: it can. */
    readonly closed: string | null;
  }[];
  readonly plannedPackages: number;
};

/** The agents that the campaign asks, and those it has packages of. */
export function toCampaignAccountsView(
  campaign: Campaign,
  agents: readonly SalesAgentRecord[],
  chosen: ReadonlyMap<string, string>,
  packages: readonly PlannedPackage[],
): CampaignAccountsView {
  const planned = packages.filter((row) => row.mediaBuyId === null);
  const asked = (id: string) => campaign.salesAgentIds === null || campaign.salesAgentIds.includes(id);
  return {
    editable: isEditable(campaign),
    agents: agents
      .filter(({ id }) => asked(id) || planned.some((row) => row.salesAgentId === id))
      .map((agent) => toAgent(campaign, agent, chosen.get(agent.id) ?? null, planned)),
  };
}

function toAgent(
  campaign: Campaign,
  agent: SalesAgentRecord,
  chosenAccountId: string | null,
  planned: readonly PlannedPackage[],
): CampaignAgentAccounts {
  const brandDomain = campaign.brand?.domain ?? null;
  const account = accountFor(agent.accounts, { brandDomain, chosenAccountId });
  const ofCampaign = agent.accounts.filter(
    (one) => one.details.source !== "implicit" || one.brandDomain === brandDomain,
  );
  return {
    salesAgent: { id: agent.id, name: agent.name },
    sandbox: agent.sandbox,
    account: account ? { id: account.id, name: account.name, sandbox: account.sandbox } : null,
    chosenAccountId,
    choices: ofCampaign.map(({ id, name, sandbox, status }) => ({
      id,
      name,
      sandbox,
      closed: allows(status, "create") ? null : accountStatusWords(status),
    })),
    plannedPackages: planned.filter((row) => row.salesAgentId === agent.id).length,
  };
}
