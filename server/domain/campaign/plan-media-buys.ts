import { campaignIssues, knownAtSeller, packageIssues, sellerIssues } from "../approval/plan-issues";
import type {
  PlanIssue,
  PlannedAccount,
  PlannedCampaign,
  PlannedCreative,
  PlannedPackage,
  PlannedSeller,
} from "../approval/planned-campaign";
import type { CreateMediaBuyIntent, CreativeAssignmentValue } from "../change/patch";
import type { TargetingOverlay } from "../targeting/overlay";
import { type Instant, isBefore } from "../time";

export type PlannedMediaBuy = {
  readonly seller: PlannedSeller;
  readonly account: PlannedAccount | null;
  readonly currency: string;
  readonly name: string;
  readonly totalMicros: bigint;
  readonly packages: readonly PlannedPackage[];
  /** null while something blocking is missing from it. */
  readonly intent: CreateMediaBuyIntent | null;
};

export type MediaBuyPlan = { readonly mediaBuys: readonly PlannedMediaBuy[]; readonly issues: readonly PlanIssue[] };

/** One media buy per (agent, account, currency) (requirements C2, C5), with what keeps it from being sent. */
export function planMediaBuys(
  campaign: PlannedCampaign,
  packages: readonly PlannedPackage[],
  sellers: ReadonlyMap<string, PlannedSeller>,
  now: Instant,
): MediaBuyPlan {
  const groups = [...groupPackages(packages).values()];
  const issues = [...campaignIssues(campaign, packages, now)];
  const named = nameOf(campaign, groups, sellers);
  const mediaBuys = groups.flatMap((group) => {
    const first = group[0];
    const seller = first && sellers.get(first.salesAgentId);
    if (!first || !seller) return [];
    const account = seller.accounts.find((candidate) => candidate.id === first.accountId) ?? null;
    const found = [
      ...sellerIssues(seller, account, group),
      ...group.flatMap((planned) => packageIssues(campaign, planned, now)),
    ];
    issues.push(...found);
    const totalMicros = group.reduce((total, planned) => total + planned.budgetMicros, 0n);
    const intent = intentOf(campaign, group, first.currency, now);
    return [{ seller, account, currency: first.currency, name: named(group), totalMicros, packages: group, intent }];
  });
  return { mediaBuys, issues };
}

function groupPackages(packages: readonly PlannedPackage[]): Map<string, PlannedPackage[]> {
  const groups = new Map<string, PlannedPackage[]>();
  for (const planned of packages) {
    const key = JSON.stringify([planned.salesAgentId, planned.accountId, planned.currency]);
    groups.set(key, [...(groups.get(key) ?? []), planned]);
  }
  return groups;
}

/** "Alpenglow · Northlight TV", with the account and the currency only where one seller gets several buys. */
function nameOf(
  campaign: PlannedCampaign,
  groups: readonly (readonly PlannedPackage[])[],
  sellers: ReadonlyMap<string, PlannedSeller>,
): (group: readonly PlannedPackage[]) => string {
  return ([first]) => {
    if (!first) return campaign.name;
    const seller = sellers.get(first.salesAgentId);
    const others = groups.flatMap((group) => group.slice(0, 1)).filter((p) => p.salesAgentId === first.salesAgentId);
    const account = seller?.accounts.find((candidate) => candidate.id === first.accountId);
    const parts = [campaign.name, seller?.name];
    if (others.some((other) => other.accountId !== first.accountId)) parts.push(account?.name);
    if (others.some((other) => other.currency !== first.currency)) parts.push(first.currency);
    return parts.filter((part) => part !== undefined && part !== "").join(" · ");
  };
}

/** A package without an overlay of its own gets the campaign's (requirements C4). */
export function effectiveOverlay(campaign: TargetingOverlay, own: TargetingOverlay): TargetingOverlay {
  return Object.keys(own).length === 0 ? campaign : own;
}

function intentOf(
  campaign: PlannedCampaign,
  group: readonly PlannedPackage[],
  currency: string,
  now: Instant,
): CreateMediaBuyIntent | null {
  const { brandDomain, startAt, endAt } = campaign;
  if (brandDomain === null || startAt === null || endAt === null) return null;
  return {
    buyerRef: campaign.buyerRef,
    campaignId: campaign.id,
    poNumber: campaign.poNumber,
    brandDomain,
    startAt: isBefore(now, startAt) ? startAt : "asap",
    endAt,
    currency,
    packages: group.map((planned) => ({
      packageId: planned.id,
      productId: planned.product.productId,
      pricingOptionId: planned.pricingOptionId,
      formatIds: planned.product.formatIds,
      budgetMicros: planned.budgetMicros,
      bidMicros: planned.bidMicros,
      impressions: planned.impressions,
      pacing: planned.pacing,
      // A start that has passed is left to the buy's own "asap": the wire has no such word for a package.
      startAt: planned.startAt !== null && isBefore(now, planned.startAt) ? planned.startAt : null,
      endAt: planned.endAt,
      paused: false,
      targetingOverlay: effectiveOverlay(campaign.targetingOverlay, planned.targetingOverlay),
      creativeAssignments: planned.creatives.filter(knownAtSeller).map(toAssignment),
    })),
  };
}

function toAssignment({ creativeId, weight, placementIds }: PlannedCreative): CreativeAssignmentValue {
  return {
    creativeId,
    ...(weight === undefined ? {} : { weight }),
    ...(placementIds === undefined ? {} : { placementIds }),
  };
}
