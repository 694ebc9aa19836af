import type { Db, Tx } from "../db/client";
import type { Campaign } from "../domain/campaign/campaign";
import { draftOf } from "../domain/campaign/campaign";
import type { PlannedPackage } from "../domain/campaign/package-plan";
import { DomainError } from "../domain/errors";
import { type Money, toDecimal } from "../domain/money";
import type { Actor } from "../domain/permissions";
import { orderMismatch } from "../domain/proposal/as-proposed";
import { type ProposalStanding, standingOf } from "../domain/proposal/standing";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign } from "../repositories/campaigns";
import { listPackages } from "../repositories/packages";
import { getSearch } from "../repositories/product-searches";
import { getProposal, type StoredProposal } from "../repositories/proposals";
import { askAgent, type Question } from "./ask-agent";
import { askRefined } from "./refine-products";
import { trackSearch } from "./running-searches";

/**
 * Asks the seller for firm terms and a hold on the inventory (refine action finalize, requirements §2.4), again where they have
 * expired, it is still at it, or another sum is planned by now. INVALID_TRANSITION for one that is firm, or needs no such step.
 */
export async function finalizeProposal(
  ports: Ports,
  actor: Actor,
  proposalId: string,
): Promise<{ readonly searchId: string }> {
  const questions: Question[] = [];
  const outcome = await ports.inTransaction(async (tx) => {
    const { organisationId } = actor;
    const stored = await getProposal(tx, organisationId, proposalId);
    const campaign = await getCampaign(tx, organisationId, stored.campaignId);
    const packages = await listPackages(tx, organisationId, campaign.id);
    const own = packages.filter((row) => row.proposalId === stored.id);
    const total = totalOf(own, campaign, stored);
    // A seller that refused the order knows better than the terms we hold.
    const isOrdered = own.some((row) => row.mediaBuyId !== null);
    if (!isOrdered) refuseIfFirm(stored, total, ports.clock());
    const search = await getSearch(tx, organisationId, await searchIdOf(tx, organisationId, proposalId));
    const { proposal, salesAgentId } = stored;
    const ask = termsAsked(campaign, total);
    const entry = { scope: "proposal", proposalId: proposal.proposalId, action: "finalize", ask } as const;
    const refined = await askRefined(tx, ports, actor, { campaign, search, refine: { [salesAgentId]: [entry] } });
    questions.push(...refined.questions);
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "proposal.terms_asked",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Asked for firm terms of the proposal “${proposal.name}”`,
      after: { proposalId: proposal.proposalId, salesAgentId, ask },
    });
    return { searchId: refined.searchId };
  });
  for (const question of questions) trackSearch(askAgent(ports, question));
  return outcome;
}

function refuseIfFirm(stored: StoredProposal, total: Money, at: string): void {
  const standing = standingOf(stored, at);
  const why: Readonly<Partial<Record<ProposalStanding, string | undefined>>> = {
    committed: orderMismatch(stored.proposal, total) === null ? "Its terms are firm already" : undefined,
    ready: "This proposal needs no firm terms: it can be bought as it is",
    withdrawn: "The seller has replaced or left out this proposal",
  };
  const refusal = why[standing];
  if (refusal) throw new DomainError("INVALID_TRANSITION", refusal);
}

async function searchIdOf(db: Db | Tx, organisationId: string, proposalId: string): Promise<string> {
  const row = await db.proposal.findFirst({
    where: { id: proposalId, organisationId },
    select: { answer: { select: { searchId: true } } },
  });
  if (!row?.answer)
    throw new DomainError("INVALID_TRANSITION", "The answer with this proposal is gone; ask for products again");
  return row.answer.searchId;
}

/** Firm terms are for a sum: that of the packages made from it, else the campaign's. */
function totalOf(own: readonly PlannedPackage[], campaign: Campaign, { proposal }: StoredProposal): Money {
  const planned = campaign.totalMicros ?? proposal.guidance?.recommendedMicros ?? 0n;
  const micros = own.length > 0 ? own.reduce((total, row) => total + row.budgetMicros, 0n) : planned;
  return { micros, currency: own[0]?.currency ?? campaign.currency };
}

function termsAsked(campaign: Campaign, total: Money): string {
  const { startDay, endDay } = draftOf(campaign);
  const days = startDay && endDay ? ` The campaign runs from ${startDay} to ${endDay}, both included.` : "";
  return `Total budget ${toDecimal(total)} ${total.currency}.${days}`;
}
