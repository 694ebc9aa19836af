import type { PlanIssue } from "../domain/approval/planned-campaign";
import { approvalRule } from "../domain/approval/policy";
import type { PlanSource } from "../domain/campaign/plan-media-buys";
import { type PlannedMediaBuy, planMediaBuys } from "../domain/campaign/plan-media-buys";
import type { CurrencyTotal } from "../domain/campaign/plan-readiness";
import { readinessOf } from "../domain/creative/readiness";
import { DomainError } from "../domain/errors";
import type { CapCheck } from "../domain/exposure/caps";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { type CampaignDecisions, readCampaignDecisions } from "../repositories/campaign-decisions";
import { loadPlan } from "../repositories/campaign-plans";
import type { FrozenRequest } from "../sales-agents/sales-agent";
import { accountRefOf } from "../seller-calls/endpoints";
import { type Freezer, freezers } from "./freeze-requests";
import { checkPlan } from "./read-exposure";

export type ReviewedMediaBuy = {
  readonly mediaBuy: PlannedMediaBuy;
  readonly rule: string | null;
  readonly issues: readonly PlanIssue[];
  /** Exactly what will be sent; null while something blocking is missing. */
  readonly request: FrozenRequest | null;
  /** By package id: whether its creatives could serve. */
  readonly readiness: ReadonlyMap<
    string,
    { readonly ready: boolean; readonly assigned: number; readonly sentence: string }
  >;
};

export type CampaignReview = {
  readonly source: PlanSource;
  readonly mediaBuys: readonly ReviewedMediaBuy[];
  readonly issues: readonly PlanIssue[];
  readonly totals: readonly CurrencyTotal[];
  readonly decisions: CampaignDecisions;
  /** What it would come to once it was approved, against every limit. */
  readonly capChecks: readonly CapCheck[];
};

/** What a campaign would send to each seller, who has to approve it and what is in the way. Reads only. */
export async function reviewCampaign(ports: Ports, actor: Actor, campaignId: string): Promise<CampaignReview> {
  const { organisationId } = actor;
  const source = await loadPlan(ports.db, organisationId, campaignId);
  const plan = planMediaBuys(source, ports.clock());
  const freezer = await freezers(
    ports.db,
    ports,
    organisationId,
    plan.mediaBuys.map((buy) => buy.seller.id),
  );
  const mediaBuys = plan.mediaBuys.map((mediaBuy) => {
    const ids = new Set(mediaBuy.packages.map((planned) => planned.id));
    const agent = freezer(mediaBuy.seller.id);
    const { request, limit } = frozenAsPlanned(agent, mediaBuy);
    return {
      mediaBuy,
      request,
      limit,
      readiness: new Map(mediaBuy.packages.map((planned) => [planned.id, readiness(source, planned.id, mediaBuy)])),
      rule: approvalRule({ kind: "create" }, null),
      issues: [
        ...plan.issues.filter((issue) => issue.packageId !== null && ids.has(issue.packageId)),
        ...(limit === null ? [] : [limit]),
      ],
    };
  });
  const issues = [...plan.issues, ...mediaBuys.flatMap(({ limit }) => limit ?? [])];
  const decisions = await readCampaignDecisions(ports.db, organisationId, campaignId);
  const deciding = plan.mediaBuys.map(({ sandbox, currency, totalMicros: addedMicros }) => {
    return { changeId: "", campaignId, currency, sandbox, addedMicros };
  });
  const capChecks = await checkPlan(ports, organisationId, deciding);
  return { source, mediaBuys, issues, totals: plan.totals, decisions, capChecks };
}

type Frozen = { readonly request: FrozenRequest | null; readonly limit: PlanIssue | null };

/** The bytes as they would be sent. What the seller's words cannot say is an issue of the review, never a page that fails. */
function frozenAsPlanned(agent: Freezer | null, { intent, account, losses, packages }: PlannedMediaBuy): Frozen {
  const isBlocked = losses.some(({ severity }) => severity === "blocks");
  if (intent === null || account === null || agent === null || isBlocked) return { request: null, limit: null };
  try {
    return { request: agent.freezeCreate(accountRefOf(account), intent), limit: null };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const packageId = packages[0]?.id ?? null;
    const path = `packages.${packageId}.accountId`;
    const limit: PlanIssue = {
      level: "blocking",
      path,
      message: error.message,
      packageId,
      rule: "UNSUPPORTED_FEATURE",
    };
    return { request: null, limit };
  }
}

function readiness(source: PlanSource, packageId: string, { seller }: PlannedMediaBuy) {
  const assigned = (source.creatives.get(packageId) ?? []).map(({ atSeller }) => ({
    libraryStatus: atSeller ?? "missing",
    packageStatus: null,
  }));
  const { state, sentence } = readinessOf(assigned, seller.name);
  return { ready: state === "ready", assigned: assigned.length, sentence };
}
