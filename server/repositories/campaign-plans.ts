import type { Db, Tx } from "../db/client";
import type { PlannedCreative, PlannedSeller } from "../domain/approval/planned-campaign";
import type { PlanSource } from "../domain/campaign/plan-media-buys";
import { dialectOf, type SellerOffer } from "../domain/capabilities/allowed";
import { trustedReplayTtl } from "../domain/capabilities/idempotency-check";
import { getCampaign } from "./campaigns";
import { listPackages } from "./packages";
import { proposalsOfCampaign } from "./proposals";
import { listSalesAgents, type SalesAgentRecord } from "./sales-agents";

/** A campaign with what is planned and not bought yet, its sellers and the creatives chosen; constant in its rows. */
export async function loadPlan(db: Db | Tx, organisationId: string, campaignId: string): Promise<PlanSource> {
  const campaign = await getCampaign(db, organisationId, campaignId);
  const packages = (await listPackages(db, organisationId, campaignId)).filter((row) => row.mediaBuyId === null);
  const agents = await listSalesAgents(db, organisationId);
  const creatives = await plannedCreatives(db, organisationId, campaignId);
  const proposals = await proposalsOfCampaign(db, organisationId, campaignId);
  const sellers = new Map(agents.map((agent) => [agent.id, toSeller(agent)]));
  return { campaign, packages, sellers, creatives, proposals };
}

function toSeller(agent: SalesAgentRecord): PlannedSeller {
  const { id, name, sandbox, capabilities, accounts, idempotencyCheck } = agent;
  return {
    id,
    name,
    removed: false,
    sandbox,
    capabilities:
      capabilities === null
        ? null
        : {
            tools: capabilities.tools,
            replayTtlSeconds: trustedReplayTtl(capabilities.replayTtlSeconds, idempotencyCheck),
          },
    offer: sellerOfferOf(agent),
    accounts: accounts.map(({ id, sellerAccountId, name, status, brandDomain, operator, sandbox, details }) => ({
      id,
      sellerAccountId,
      name,
      status,
      brandDomain,
      operator,
      sandbox,
      details,
    })),
  };
}

export function sellerOfferOf(
  agent: Pick<SalesAgentRecord, "name" | "capabilities" | "protocol" | "adcpVersion">,
): SellerOffer {
  const { name, capabilities, protocol, adcpVersion } = agent;
  return { name, capabilities, dialect: dialectOf(protocol, adcpVersion) };
}

/** By package id: the creatives chosen for it, with where they stand at its seller. */
export async function plannedCreatives(
  db: Db | Tx,
  organisationId: string,
  campaignId: string,
): Promise<ReadonlyMap<string, readonly PlannedCreative[]>> {
  const rows = await db.creativeAssignment.findMany({
    where: { organisationId, package: { campaignId } },
    select: {
      packageId: true,
      weight: true,
      placementIds: true,
      package: { select: { salesAgentId: true } },
      creative: {
        select: { creativeId: true, name: true, atSellers: { select: { salesAgentId: true, status: true } } },
      },
    },
    orderBy: [{ createdAt: "asc" }, { id: "asc" }],
  });
  const byPackage = new Map<string, PlannedCreative[]>();
  for (const { packageId, weight, placementIds, creative, package: owner } of rows) {
    const there = creative.atSellers.find((at) => at.salesAgentId === owner.salesAgentId);
    const planned: PlannedCreative = {
      creativeId: creative.creativeId,
      name: creative.name,
      atSeller: there?.status ?? null,
      ...(weight === null ? {} : { weight }),
      ...(placementIds === null ? {} : { placementIds: placementList(placementIds) }),
    };
    byPackage.set(packageId, [...(byPackage.get(packageId) ?? []), planned]);
  }
  return byPackage;
}

/** Our own column's text → placement ids. */
export function placementList(text: string): readonly string[] {
  const ids: unknown = JSON.parse(text);
  return Array.isArray(ids) ? ids.filter((id): id is string => typeof id === "string") : [];
}
