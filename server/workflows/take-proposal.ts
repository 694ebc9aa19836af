import type { Tx } from "../db/client";
import type { Campaign } from "../domain/campaign/campaign";
import { DomainError } from "../domain/errors";
import { formatMoney, isWholeMinor } from "../domain/money";
import type { Actor } from "../domain/permissions";
import { allocateProposal, type ProposalPlan, planProposal } from "../domain/proposal/plan-proposal";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { insertPackages, listPackages } from "../repositories/packages";
import { latestOffers } from "../repositories/product-snapshots";
import { getProposal, type StoredProposal } from "../repositories/proposals";
import { getSalesAgent } from "../repositories/sales-agents";
import { newPackage, type PackagesChanged } from "./add-packages";
import { asCampaignBuys } from "./campaign-accounts";
import { refuseLocked } from "./save-campaign-draft";
import { defaultAccount } from "./search-products";

export type TakeProposal = {
  readonly proposalId: string;
  /** null: the campaign's total. */
  readonly totalMicros: bigint | null;
};

/**
 * A proposal becomes packages by its allocations: budgets of whole minor units that sum to the total exactly. What is below a
 * product's minimum stays so and is flagged by the plan. INVALID_INPUT when it cannot be taken, INVALID_TRANSITION when it was.
 */
export function takeProposal(ports: Ports, actor: Actor, input: TakeProposal): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const stored = await getProposal(tx, organisationId, input.proposalId);
    const campaign = await getCampaign(tx, organisationId, stored.campaignId);
    refuseLocked(campaign);
    const present = await listPackages(tx, organisationId, campaign.id);
    if (present.some((row) => row.proposalId === stored.id)) {
      throw new DomainError("INVALID_TRANSITION", "Packages were made from this proposal already");
    }
    const { proposal, campaignId, salesAgentId } = stored;
    const productIds = proposal.allocations.map(({ productId }) => productId);
    const offers = await latestOffers(tx, organisationId, { campaignId, salesAgentId, productIds });
    const products = new Map([...offers].map(([id, { product }]) => [id, product]));
    const plan = planProposal(proposal, products, campaign.currency, at);
    if (plan.problem !== null) throw new DomainError("INVALID_INPUT", plan.problem);
    const total = totalFor(campaign, plan, input.totalMicros);
    const budgets = allocateProposal(total, proposal);
    const accountId = await accountOf(tx, ports, campaign, stored);
    const position = present.reduce((last, row) => Math.max(last, row.position), 0) + 1;
    const planned = plan.lines.flatMap(({ allocation, option }, index) => {
      const snapshot = offers.get(allocation.productId);
      if (!snapshot || !option) return [];
      const own = { id: ports.newId(), accountId, position: position + index };
      const { startAt, endAt } = allocation;
      const budgetMicros = budgets[index]?.micros ?? 0n;
      return [{ ...newPackage(campaign, snapshot, option, own), startAt, endAt, budgetMicros, proposalId: stored.id }];
    });
    await insertPackages(tx, organisationId, planned, at);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.proposal_taken",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Took the proposal “${proposal.name}” over ${formatMoney(total)} as ${planned.length} packages`,
      after: {
        proposalId: proposal.proposalId,
        packages: planned.map(({ id, name, productId, currency, budgetMicros }) => {
          return { id, name, productId, currency, budgetMicros };
        }),
      },
    });
    return { packageIds: planned.map((row) => row.id), campaignRevision };
  });
}

function totalFor(campaign: Campaign, { currency }: ProposalPlan, asked: bigint | null) {
  const micros = asked ?? (currency === campaign.currency ? campaign.totalMicros : null);
  if (micros === null || micros <= 0n) throw new DomainError("INVALID_INPUT", `Enter a total in ${currency} first`);
  const total = { micros, currency };
  if (!isWholeMinor(total)) throw new DomainError("INVALID_INPUT", `${formatMoney(total)} is no payable amount`);
  return total;
}

async function accountOf(tx: Tx, ports: Ports, campaign: Campaign, { salesAgentId }: StoredProposal) {
  const agent = await getSalesAgent(tx, campaign.organisationId, salesAgentId);
  const [buying = agent] = await asCampaignBuys(tx, ports, campaign, [agent]);
  return defaultAccount(buying)?.id ?? null;
}

/** Packages made from a proposal are bought as any other from here on, not under the proposal's id. */
export function untieProposal(ports: Ports, actor: Actor, proposalId: string): Promise<{ readonly packages: number }> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const { id, campaignId, proposal } = await getProposal(tx, organisationId, proposalId);
    const campaign = await getCampaign(tx, organisationId, campaignId);
    refuseLocked(campaign);
    const { count } = await tx.package.updateMany({
      where: { organisationId, campaignId, proposalId: id, mediaBuyId: null },
      data: { proposalId: null, updatedAt: new Date(at), revision: { increment: 1 } },
    });
    await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.proposal_untied",
      subjectType: "campaign",
      subjectId: campaignId,
      campaignId,
      summary: `Keeps the packages of the proposal “${proposal.name}” without the proposal`,
      after: { proposalId: proposal.proposalId, packages: count },
    });
    return { packages: count };
  });
}
