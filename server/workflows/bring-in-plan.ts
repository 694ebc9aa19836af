import type { Tx } from "../db/client";
import type { Brand, Campaign } from "../domain/campaign/campaign";
import { suggestBuyerRef } from "../domain/campaign/campaign";
import { defaultOption, startingBid } from "../domain/campaign/package-plan";
import { planFromRequest, type RequestedPlan } from "../domain/dialect/plan-from-request";
import type { Json } from "../domain/dialect/read-json";
import { DomainError, type FieldIssue } from "../domain/errors";
import { allocate, money } from "../domain/money";
import type { Actor } from "../domain/permissions";
import { emptyOverlay } from "../domain/targeting/overlay";
import { dayIn, endOfInclusiveDay, type Instant, startOfDay } from "../domain/time";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { listBrands } from "../repositories/brands";
import { insertCampaign, planDefaults, refuseTakenBuyerRef } from "../repositories/campaigns";
import { assign } from "../repositories/creative-assignments";
import { insertPackages } from "../repositories/packages";
import { type ProductSnapshot, toSnapshot } from "../repositories/product-snapshots";
import { listSalesAgents } from "../repositories/sales-agents";
import { asCampaignBuys } from "./campaign-accounts";
import { defaultAccount } from "./search-products";

/**
 * A create in the words of an older document as a campaign to be checked and sent for approval: a create is never sent past the
 * plan (C1). Products are the ones last offered. INVALID_INPUT with every word that cannot be brought over; DUPLICATE reference.
 */
export function bringInPlan(ports: Ports, actor: Actor, request: Json): Promise<{ readonly campaignId: string }> {
  const { plan, issues } = planFromRequest(request);
  const [first] = issues;
  if (first) throw new DomainError("INVALID_INPUT", first.message, issues);
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const campaign = await campaignOf(tx, ports, actor, plan, at);
    await refuseTakenBuyerRef(tx, campaign);
    await insertCampaign(tx, campaign);
    await insertLines(tx, ports, campaign, plan, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "campaign.brought_in",
      subjectType: "campaign",
      subjectId: campaign.id,
      campaignId: campaign.id,
      summary: `Brought in the order ${campaign.buyerRef} as a plan`,
      after: { buyerRef: campaign.buyerRef, poNumber: campaign.poNumber, packages: plan.packages.length },
    });
    return { campaignId: campaign.id };
  });
}

async function campaignOf(tx: Tx, ports: Ports, actor: Actor, plan: RequestedPlan, at: Instant): Promise<Campaign> {
  const { organisationId, userId } = actor;
  const defaults = await planDefaults(tx, organisationId, userId);
  const { timeZone } = defaults;
  const buyerRef = plan.buyerRef ?? suggestBuyerRef(dayIn(at, timeZone), ports.random);
  return {
    id: ports.newId(),
    organisationId,
    state: "draft",
    name: plan.buyerRef ?? plan.brandName ?? "Order",
    brand: await brandOf(tx, organisationId, plan),
    // The products are chosen already: nobody is asked by it.
    brief: `Order ${buyerRef}`,
    buyerRef,
    poNumber: plan.poNumber,
    startAt: plan.start && ("at" in plan.start ? plan.start.at : startOfDay(plan.start.day, timeZone)),
    endAt: plan.end && ("at" in plan.end ? plan.end.at : endOfInclusiveDay(plan.end.day, timeZone)),
    timeZone,
    totalMicros: plan.totalMicros,
    currency: plan.currency,
    targetingOverlay: emptyOverlay,
    salesAgentIds: null,
    createdById: userId,
    createdAt: at,
    updatedAt: at,
    archivedAt: null,
    revision: 1,
  };
}

/** A brand by its domain or name; one that is not there is left for a person to choose: a domain is never made up. */
async function brandOf(
  tx: Tx,
  organisationId: string,
  { brandDomain, brandName }: RequestedPlan,
): Promise<Brand | null> {
  const brands = await listBrands(tx, organisationId);
  return brands.find((one) => one.domain === brandDomain || one.name === brandName) ?? null;
}

async function insertLines(tx: Tx, ports: Ports, campaign: Campaign, plan: RequestedPlan, at: Instant): Promise<void> {
  const { organisationId } = campaign;
  const snapshots = await lastOffered(tx, organisationId, plan);
  const buying = await asCampaignBuys(tx, ports, campaign, await listSalesAgents(tx, organisationId));
  const agents = new Map(buying.map((agent) => [agent.id, agent]));
  const creatives = await creativesOf(tx, organisationId, plan);
  const budgets = budgetsOf(plan);
  const planned = plan.packages.map((line, index) => {
    const {
      product,
      id: productSnapshotId,
      salesAgentId,
    } = found(snapshots.get(line.productId), `packages.${index}.product_id`);
    const option = defaultOption(product, plan.currency);
    if (option?.currency !== plan.currency) {
      throw refusal(`packages.${index}.currency`, `${product.name} is not sold in ${plan.currency}`);
    }
    const agent = agents.get(salesAgentId);
    return {
      id: ports.newId(),
      campaignId: campaign.id,
      position: index + 1,
      name: line.name ?? product.name,
      salesAgentId,
      accountId: agent ? (defaultAccount(agent)?.id ?? null) : null,
      mediaBuyId: null,
      productSnapshotId,
      product,
      pricingOptionId: option.pricingOptionId,
      currency: plan.currency,
      budgetMicros: budgets[index] ?? 0n,
      bidMicros: startingBid(option),
      impressions: null,
      pacing: "even" as const,
      startAt: null,
      endAt: null,
      targetingOverlay: line.targetingOverlay,
      revision: 1,
    };
  });
  await insertPackages(tx, organisationId, planned, at);
  for (const [index, line] of plan.packages.entries()) {
    for (const creativeId of line.creativeIds) {
      const row = found(creatives.get(creativeId), `packages.${index}.creative_ids`);
      await assign(tx, { id: ports.newId(), organisationId, packageId: planned[index]?.id ?? "", creativeId: row, at });
    }
  }
}

/** What is not given shares the rest of the total alike (S0:13). */
function budgetsOf({ packages, totalMicros, currency }: RequestedPlan): readonly bigint[] {
  const open = packages.filter((one) => one.budgetMicros === null);
  const given = packages.reduce((sum, one) => sum + (one.budgetMicros ?? 0n), 0n);
  const rest = totalMicros > given ? totalMicros - given : 0n;
  const shares =
    open.length === 0
      ? []
      : allocate(
          money(rest, currency),
          open.map(() => 1n),
        );
  let next = 0;
  return packages.map((one) => one.budgetMicros ?? shares[next++]?.micros ?? 0n);
}

async function lastOffered(
  tx: Tx,
  organisationId: string,
  plan: RequestedPlan,
): Promise<ReadonlyMap<string, ProductSnapshot>> {
  const rows = await tx.productSnapshot.findMany({
    where: { organisationId, productId: { in: plan.packages.map((line) => line.productId) } },
    orderBy: { seenAt: "asc" },
  });
  return new Map(rows.map((row) => [row.productId, toSnapshot(row)]));
}

async function creativesOf(tx: Tx, organisationId: string, plan: RequestedPlan): Promise<ReadonlyMap<string, string>> {
  const ids = plan.packages.flatMap((line) => line.creativeIds);
  const where = { organisationId, creativeId: { in: ids } };
  const rows = await tx.creative.findMany({ where, select: { id: true, creativeId: true } });
  return new Map(rows.map((row) => [row.creativeId, row.id]));
}

function found<T>(value: T | undefined, path: string): T {
  if (value === undefined) throw refusal(path, "It is not here: look for products, or add the creative, first");
  return value;
}

function refusal(path: string, message: string): DomainError {
  const issue: FieldIssue = { path, message };
  return new DomainError("INVALID_INPUT", message, [issue]);
}
