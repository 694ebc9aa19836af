import type { Tx } from "../db/client";
import { gateRefusal } from "../domain/account/status-gate";
import type { Campaign } from "../domain/campaign/campaign";
import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import type { AccountRecord } from "../repositories/accounts";
import { recordAudit } from "../repositories/audit";
import { movePackages, saveChosenAccount } from "../repositories/campaign-accounts";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { getSalesAgent, type SalesAgentRecord } from "../repositories/sales-agents";
import { asCampaignBuys, placeOf } from "./campaign-accounts";
import { refuseLocked } from "./save-campaign-draft";

export type ChooseCampaignAccount = {
  readonly campaignId: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
};

/**
 * The account a plan buys on at one agent: its packages there move to it, searches ask under it. Media buys that exist keep theirs.
 * INVALID_TRANSITION once the plan was sent, SELLER_LIMIT where the account is not open for buying.
 */
export function chooseCampaignAccount(
  ports: Ports,
  actor: Actor,
  input: ChooseCampaignAccount,
): Promise<{ readonly campaignRevision: number; readonly moved: number }> {
  const { organisationId } = actor;
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const agent = await getSalesAgent(tx, organisationId, input.salesAgentId);
    const chosen = input.accountId === null ? null : chosenOf(agent, input.accountId);
    await saveChosenAccount(tx, ports.newId, { ...placeOf(campaign, agent.id), accountId: chosen?.id ?? null });
    const [buying] = await asCampaignBuys(tx, ports, campaign, [agent]);
    const account = buying?.accounts.find((one) => one.isDefault) ?? null;
    const accountId = account?.id ?? null;
    const moved = await movePackages(tx, { ...placeOf(campaign, agent.id), accountId }, new Date(at));
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await audit(tx, ports, actor, { campaign, agent, account, moved, at });
    return { campaignRevision, moved };
  });
}

function chosenOf(agent: SalesAgentRecord, accountId: string): AccountRecord {
  const account = agent.accounts.find((one) => one.id === accountId);
  if (!account) throw notFound("The account");
  const refused = gateRefusal(account, agent.name, "create");
  if (refused !== null) throw new DomainError("SELLER_LIMIT", refused, [{ path: "accountId", message: refused }]);
  return account;
}

async function audit(
  tx: Tx,
  ports: Pick<Ports, "newId">,
  actor: Actor,
  done: {
    readonly campaign: Campaign;
    readonly agent: SalesAgentRecord;
    readonly account: AccountRecord | null;
    readonly moved: number;
    readonly at: Instant;
  },
): Promise<void> {
  const { campaign, agent, account, moved, at } = done;
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "campaign.account_chosen",
    subjectType: "campaign",
    subjectId: campaign.id,
    campaignId: campaign.id,
    summary: `${campaign.name} buys on ${account?.name ?? "no account"} at ${agent.name}`,
    after: { salesAgentId: agent.id, accountId: account?.id ?? null, packagesMoved: moved },
  });
}
