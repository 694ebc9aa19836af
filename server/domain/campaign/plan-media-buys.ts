import { knownAtSeller, packageWarnings, readinessIssues, sellerIssues } from "../approval/plan-issues";
import type { PlanIssue, PlannedAccount, PlannedCreative, PlannedSeller } from "../approval/planned-campaign";
import { dialectOf } from "../capabilities/allowed";
import type { CreateMediaBuyIntent, CreativeAssignmentValue } from "../change/patch";
import { type LossLine, lossReport } from "../loss/loss-report";
import { usedByPlan } from "../loss/used-features";
import { effectiveGoals } from "../optimization/parse-goals";
import type { PlannedProposal } from "../proposal/as-proposed";
import { asBoughtProposal, changedProposalNotes, intactProposals, proposalIssues } from "../proposal/proposal-issues";
import { effectiveOverlay } from "../targeting/edit-overlay";
import { type Instant, isBefore } from "../time";
import type { Campaign } from "./campaign";
import type { PlannedPackage } from "./package-plan";
import type { CurrencyTotal } from "./plan-readiness";

export type PlannedMediaBuy = {
  readonly seller: PlannedSeller;
  readonly account: PlannedAccount | null;
  /** Play money: the agent is a sandbox, or the account at a live one is. */
  readonly sandbox: boolean;
  readonly currency: string;
  readonly name: string;
  readonly totalMicros: bigint;
  readonly packages: readonly PlannedPackage[];
  /** The seller's proposal that it is bought by, as it stands; null: by packages. */
  readonly proposal: PlannedProposal | null;
  /** What of it does not reach the seller as planned; what blocks is among the issues too. */
  readonly losses: readonly LossLine[];
  /** null while the brand or the flight is missing. */
  readonly intent: CreateMediaBuyIntent | null;
};

export type MediaBuyPlan = {
  readonly mediaBuys: readonly PlannedMediaBuy[];
  readonly issues: readonly PlanIssue[];
  readonly totals: readonly CurrencyTotal[];
};

/** The plan as it stands. `creatives` is keyed by package id, `sellers` by sales agent id. */
export type PlanSource = {
  readonly campaign: Campaign;
  readonly packages: readonly PlannedPackage[];
  readonly sellers: ReadonlyMap<string, PlannedSeller>;
  readonly creatives: ReadonlyMap<string, readonly PlannedCreative[]>;
  /** By our id; absent: none of the packages was made from one. */
  readonly proposals?: ReadonlyMap<string, PlannedProposal>;
};

const noProposals: ReadonlyMap<string, PlannedProposal> = new Map();

/** One media buy per (agent, account, currency, proposal bought as it stands) (requirements C2, C5), with what keeps it from being sent. */
export function planMediaBuys(source: PlanSource, now: Instant): MediaBuyPlan {
  const intact = intactProposals(source.packages, source.proposals ?? noProposals);
  const groups = groupPackages(source.packages, intact);
  const { issues, readiness } = readinessIssues(source.campaign, source.packages, now);
  const planned = groups.map((group) => planOne(source, group, groups, intact.get(group[0].id) ?? null, now));
  return {
    mediaBuys: planned.map((one) => one.mediaBuy),
    issues: [...issues, ...planned.flatMap((one) => one.issues)],
    totals: readiness.totals,
  };
}

type Group = readonly [PlannedPackage, ...PlannedPackage[]];

function groupPackages(
  packages: readonly PlannedPackage[],
  intact: ReadonlyMap<string, PlannedProposal>,
): readonly Group[] {
  const groups = new Map<string, [PlannedPackage, ...PlannedPackage[]]>();
  for (const planned of packages) {
    const key = JSON.stringify([planned.salesAgentId, planned.accountId, planned.currency, intact.get(planned.id)?.id]);
    const group = groups.get(key);
    if (group) group.push(planned);
    else groups.set(key, [planned]);
  }
  return [...groups.values()];
}

function planOne(
  source: PlanSource,
  group: Group,
  groups: readonly Group[],
  proposal: PlannedProposal | null,
  now: Instant,
) {
  const [{ salesAgentId, accountId, currency, id }] = group;
  const seller = source.sellers.get(salesAgentId) ?? unknownSeller(salesAgentId);
  const account = seller.accounts.find((candidate) => candidate.id === accountId) ?? null;
  const creativesOf = (planned: PlannedPackage) => source.creatives.get(planned.id) ?? [];
  const losses = lossesOf(source, group, seller);
  const mediaBuy: PlannedMediaBuy = {
    proposal,
    losses,
    seller,
    account,
    sandbox: seller.sandbox || account?.sandbox === true,
    currency,
    name: nameOf(source, group, groups, seller, proposal),
    totalMicros: group.reduce((total, planned) => total + planned.budgetMicros, 0n),
    packages: group,
    intent: intentOf(source, group, proposal, now),
  };
  const issues = [
    ...sellerIssues(seller, account, id),
    ...lossIssues(losses, group),
    ...(proposal
      ? proposalIssues(proposal, group, source.campaign, now)
      : changedProposalNotes(group, source.packages, source.proposals ?? noProposals)),
    ...group.flatMap((planned) => [...packageWarnings(planned, creativesOf(planned), now)]),
  ];
  return { mediaBuy, issues };
}

function lossesOf({ campaign, creatives }: PlanSource, group: Group, seller: PlannedSeller): readonly LossLine[] {
  const packages = group.map((planned) =>
    usedByPlan(planned, campaign, (creatives.get(planned.id) ?? []).filter(knownAtSeller)),
  );
  return lossReport(seller.offer, { packages, hasPoNumber: campaign.poNumber !== "", hasReports: false });
}

/** What blocks, once for each package that it is about, at the field where it is settled. */
function lossIssues(losses: readonly LossLine[], group: Group): readonly PlanIssue[] {
  const blocking = losses.filter(({ severity }) => severity === "blocks");
  return blocking.flatMap(({ packageIds, field, says }) => {
    const about = packageIds.length === 0 ? group : group.filter(({ id }) => packageIds.includes(id));
    return about.map(({ id, name }) => ({
      level: "blocking" as const,
      path: `packages.${id}.${field ?? "accountId"}`,
      message: `${name}: ${says}`,
      packageId: id,
      rule: "UNSUPPORTED_FEATURE" as const,
    }));
  });
}

function unknownSeller(id: string): PlannedSeller {
  const name = "A seller";
  const offer = { name, capabilities: null, dialect: dialectOf("mcp", "3.0") };
  return { id, name, removed: true, sandbox: false, capabilities: null, offer, accounts: [] };
}

/** "Alpenglow · Northlight TV", with account, currency and proposal only where one seller gets several buys. */
function nameOf(
  source: PlanSource,
  [first]: Group,
  groups: readonly Group[],
  seller: PlannedSeller,
  proposal: PlannedProposal | null,
): string {
  const others = groups.map(([other]) => other).filter((other) => other.salesAgentId === first.salesAgentId);
  const account = seller.accounts.find((candidate) => candidate.id === first.accountId);
  const parts = [source.campaign.name, seller.name];
  if (account && others.some((other) => other.accountId !== first.accountId)) parts.push(account.name);
  if (others.some((other) => other.currency !== first.currency)) parts.push(first.currency);
  if (proposal && others.length > 1) parts.push(proposal.proposal.name);
  return parts.join(" · ");
}

function intentOf(
  source: PlanSource,
  group: Group,
  proposal: PlannedProposal | null,
  now: Instant,
): CreateMediaBuyIntent | null {
  const { brand, startAt, endAt, buyerRef, poNumber, id, targetingOverlay } = source.campaign;
  if (brand === null || startAt === null || endAt === null) return null;
  const intent: CreateMediaBuyIntent = {
    buyerRef,
    campaignId: id,
    poNumber,
    brandDomain: brand.domain,
    startAt: isBefore(now, startAt) ? startAt : "asap",
    endAt,
    currency: group[0].currency,
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
      targetingOverlay: effectiveOverlay(targetingOverlay, planned.targetingOverlay),
      creativeAssignments: (source.creatives.get(planned.id) ?? []).filter(knownAtSeller).map(toAssignment),
      optimizationGoals: effectiveGoals(source.campaign.optimizationGoals, planned.optimizationGoals),
    })),
  };
  return proposal ? asBoughtProposal(intent, proposal) : intent;
}

function toAssignment({ creativeId, weight, placementIds }: PlannedCreative): CreativeAssignmentValue {
  return {
    creativeId,
    ...(weight === undefined ? {} : { weight }),
    ...(placementIds === undefined ? {} : { placementIds }),
  };
}
