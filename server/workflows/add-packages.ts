import type { Campaign } from "../domain/campaign/campaign";
import { defaultOption, isExpired, type PlannedPackage, startingBid } from "../domain/campaign/package-plan";
import { DomainError, type FieldIssue } from "../domain/errors";
import type { PricingOption } from "../domain/media-buy/product";
import type { Actor } from "../domain/permissions";
import { emptyOverlay } from "../domain/targeting/overlay";
import type { Instant } from "../domain/time";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getCampaign, touchCampaign } from "../repositories/campaigns";
import { insertPackages, listPackages } from "../repositories/packages";
import { getSnapshots, type ProductSnapshot } from "../repositories/product-snapshots";
import { listSalesAgents } from "../repositories/sales-agents";
import { asCampaignBuys } from "./campaign-accounts";
import { refuseLocked } from "./save-campaign-draft";
import { defaultAccount } from "./search-products";

export type AddPackages = {
  readonly campaignId: string;
  /** `pricingOptionId` null: the first option in the plan's currency. */
  readonly items: readonly { readonly productSnapshotId: string; readonly pricingOptionId: string | null }[];
};
export type PackagesChanged = { readonly packageIds: readonly string[]; readonly campaignRevision: number };

/**
 * Chosen products become packages at the end of the plan: the seller's minimum as budget, its middle price as bid, the account
 * the campaign buys on at the agent. One product may be added several times. Refuses expired offers, naming each.
 */
export function addPackages(ports: Ports, actor: Actor, input: AddPackages): Promise<PackagesChanged> {
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const { organisationId } = actor;
    const campaign = await getCampaign(tx, organisationId, input.campaignId);
    refuseLocked(campaign);
    const ids = input.items.map((item) => item.productSnapshotId);
    const snapshots = await getSnapshots(tx, organisationId, ids);
    const options = chosenOptions(campaign, snapshots, input, at);
    const buying = await asCampaignBuys(tx, ports, campaign, await listSalesAgents(tx, organisationId));
    const agents = new Map(buying.map((agent) => [agent.id, agent]));
    const present = await listPackages(tx, organisationId, campaign.id);
    const position = present.reduce((last, row) => Math.max(last, row.position), 0) + 1;
    const planned = snapshots.flatMap((snapshot, index) => {
      const option = options[index];
      const agent = agents.get(snapshot.salesAgentId);
      if (!option) return [];
      const accountId = agent ? (defaultAccount(agent)?.id ?? null) : null;
      return [newPackage(campaign, snapshot, option, { id: ports.newId(), accountId, position: position + index })];
    });
    await insertPackages(tx, organisationId, planned, at);
    const campaignRevision = await touchCampaign(tx, campaign, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.packages_added",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Added ${planned.length} ${planned.length === 1 ? "package" : "packages"} to ${campaign.name}`,
      after: planned.map(({ id, name, productId, pricingOptionId, currency, budgetMicros }) => {
        return { id, name, productId, pricingOptionId, currency, budgetMicros };
      }),
    });
    return { packageIds: planned.map((row) => row.id), campaignRevision };
  });
}

function chosenOptions(
  campaign: Campaign,
  snapshots: readonly ProductSnapshot[],
  input: AddPackages,
  at: Instant,
): PricingOption[] {
  const issues: FieldIssue[] = [];
  const options = snapshots.flatMap(({ product }, index) => {
    const path = `items.${index}`;
    const wanted = input.items[index]?.pricingOptionId ?? null;
    const option =
      wanted === null
        ? defaultOption(product, campaign.currency)
        : (product.pricingOptions.find((candidate) => candidate.pricingOptionId === wanted) ?? null);
    if (isExpired(product.expiresAt, at)) issues.push({ path, message: `The offer of ${product.name} has expired` });
    if (!option) issues.push({ path, message: `${product.name} has no such pricing option` });
    return option ? [option] : [];
  });
  if (issues.length > 0) throw new DomainError("INVALID_INPUT", issues[0]?.message ?? "Not usable", issues);
  return options;
}

export function newPackage(
  campaign: Campaign,
  snapshot: ProductSnapshot,
  option: PricingOption,
  own: { readonly id: string; readonly accountId: string | null; readonly position: number },
): PlannedPackage & { readonly productId: string } {
  const { product } = snapshot;
  return {
    ...own,
    campaignId: campaign.id,
    name: product.name,
    salesAgentId: snapshot.salesAgentId,
    mediaBuyId: null,
    productSnapshotId: snapshot.id,
    product,
    productId: product.productId,
    pricingOptionId: option.pricingOptionId,
    currency: option.currency,
    budgetMicros: option.minSpendPerPackageMicros ?? 0n,
    bidMicros: startingBid(option),
    impressions: null,
    pacing: "even",
    startAt: null,
    endAt: null,
    targetingOverlay: emptyOverlay,
    revision: 1,
  };
}
