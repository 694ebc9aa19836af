import { knownAtSeller } from "../../domain/approval/plan-issues";
import { type Campaign, type CampaignDraft, draftOf, isEditable } from "../../domain/campaign/campaign";
import type { PackageIssue } from "../../domain/campaign/package-issues";
import { estimatedImpressions, type PlannedPackage } from "../../domain/campaign/package-plan";
import type { PlanSource } from "../../domain/campaign/plan-media-buys";
import { type CurrencyTotal, planReadiness } from "../../domain/campaign/plan-readiness";
import { type SellerOffer, whyNotOffered } from "../../domain/capabilities/allowed";
import type { Pacing } from "../../domain/change/patch";
import type { FieldIssue } from "../../domain/errors";
import { type LossLine, lossReport, lossSummary } from "../../domain/loss/loss-report";
import { usedByPlan } from "../../domain/loss/used-features";
import type { PricingOption } from "../../domain/media-buy/product";
import { targetingOffer } from "../../domain/targeting/targeting-limits";
import { type Day, dayIn, type Instant, lastDayOf } from "../../domain/time";
import { sellerOfferOf } from "../../repositories/campaign-plans";
import type { SalesAgentRecord } from "../../repositories/sales-agents";
import type { AskedAgent } from "./asked-agent";

/** What of the plan does not reach a seller as planned; `packages` by name, empty: the whole media buy. */
export type LossView = Pick<LossLine, "feature" | "severity" | "says"> & { readonly packages: readonly string[] };

export type PlanSeller = AskedAgent & {
  /** "2 things will not reach Tagblatt as planned"; null: nothing is lost. */
  readonly lossSummary: string | null;
  readonly losses: readonly LossView[];
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly status: string }[];
};

export type PackagePlanRow = {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
  /** Play money: in no real total. */
  readonly sandbox: boolean;
  /** null: can be edited here; else why not. */
  readonly locked: string | null;
  readonly productSnapshotId: string;
  readonly productName: string;
  readonly deliveryType: string;
  readonly pricingOptions: readonly PricingOption[];
  readonly pricingOptionId: string;
  readonly currency: string;
  readonly budgetMicros: bigint;
  readonly bidMicros: bigint | null;
  readonly pacing: Pacing;
  /** Own days in the plan's zone, the last one inclusive; null inherits the plan's. */
  readonly startDay: Day | null;
  readonly endDay: Day | null;
  /** null: the plan's default holds; []: no limit. */
  readonly countries: readonly string[] | null;
  readonly deviceTypes: readonly string[] | null;
  /** budget / CPM × 1000; null where the price is not per thousand impressions. */
  readonly impressions: bigint | null;
  readonly forecastImpressions: bigint | null;
  readonly issues: readonly PackageIssue[];
  /** Why the seller does not take a field at all; null: it does. */
  readonly locks: {
    readonly countries: string | null;
    readonly deviceTypes: string | null;
    readonly flight: string | null;
    readonly bid: string | null;
  };
};

export type PackagePlanView = {
  readonly campaign: {
    readonly id: string;
    readonly name: string;
    readonly revision: number;
    readonly editable: boolean;
    readonly draft: CampaignDraft;
  };
  readonly sellers: readonly PlanSeller[];
  readonly packages: readonly PackagePlanRow[];
  readonly missing: readonly FieldIssue[];
  readonly totals: readonly CurrencyTotal[];
  readonly ready: boolean;
};

export function toPackagePlanView(
  campaign: Campaign,
  planned: readonly PlannedPackage[],
  agents: readonly SalesAgentRecord[],
  creatives: PlanSource["creatives"],
  now: Instant,
): PackagePlanView {
  const readiness = planReadiness(campaign, planned, now);
  const issues = new Map(readiness.packages.map((row) => [row.packageId, row.issues]));
  const losses = new Map(agents.map((agent) => [agent.id, lossesAt(agent, campaign, planned, creatives)]));
  const offers = new Map(agents.map((agent) => [agent.id, sellerOfferOf(agent)]));
  const used = new Set(planned.map((row) => row.salesAgentId));
  return {
    campaign: {
      id: campaign.id,
      name: campaign.name,
      revision: campaign.revision,
      editable: isEditable(campaign),
      draft: draftOf(campaign),
    },
    sellers: agents
      .filter((agent) => used.has(agent.id))
      .map((agent) => toSeller(agent, planned, losses.get(agent.id) ?? [])),
    packages: planned.map((row) =>
      toRow(row, campaign, offers.get(row.salesAgentId) ?? null, [
        ...(issues.get(row.id) ?? []),
        ...lossIssuesAt(row, losses.get(row.salesAgentId) ?? []),
      ]),
    ),
    missing: readiness.plan,
    totals: readiness.totals,
    ready: readiness.ready && [...losses.values()].flat().every(({ severity }) => severity !== "blocks"),
  };
}

/** Of what is planned there and not bought yet. */
function lossesAt(
  agent: SalesAgentRecord,
  campaign: Campaign,
  planned: readonly PlannedPackage[],
  creatives: PlanSource["creatives"],
): readonly LossLine[] {
  const rows = planned.filter((row) => row.salesAgentId === agent.id && row.mediaBuyId === null);
  if (rows.length === 0) return [];
  const packages = rows.map((row) => usedByPlan(row, campaign, (creatives.get(row.id) ?? []).filter(knownAtSeller)));
  return lossReport(sellerOfferOf(agent), { packages, hasPoNumber: campaign.poNumber !== "", hasReports: false });
}

function lossIssuesAt({ id }: PlannedPackage, losses: readonly LossLine[]): readonly PackageIssue[] {
  const here = losses.filter(({ severity, packageIds }) => severity === "blocks" && packageIds.includes(id));
  return here.map(({ field, says }) => ({ path: field ?? "accountId", message: says }));
}

export function toLossView(
  line: LossLine,
  packages: readonly { readonly id: string; readonly name: string }[],
): LossView {
  const { feature, severity, says, packageIds } = line;
  const named = packages.filter(({ id }) => packageIds.includes(id)).map(({ name }) => name);
  return { feature, severity, says, packages: named };
}

function locksOf({ product }: PlannedPackage, offer: SellerOffer | null): PackagePlanRow["locks"] {
  if (offer === null) return { countries: null, deviceTypes: null, flight: null, bid: null };
  const { limits } = targetingOffer(offer, product.propertyTargetingAllowed);
  return {
    countries: limits.get("geo_countries") ?? null,
    deviceTypes: limits.get("device_type") ?? null,
    flight: whyNotOffered("packageFlights", offer),
    bid: whyNotOffered("bidPrice", offer),
  };
}

function toSeller(
  agent: SalesAgentRecord,
  planned: readonly PlannedPackage[],
  losses: readonly LossLine[],
): PlanSeller {
  const { id, name, sandbox, accounts } = agent;
  return {
    lossSummary: lossSummary(losses, name),
    losses: losses.map((line) => toLossView(line, planned)),
    id,
    name,
    sandbox,
    accounts: accounts.map(({ id, name, status }) => ({ id, name, status })),
  };
}

function toRow(
  row: PlannedPackage,
  campaign: Campaign,
  offer: SellerOffer | null,
  issues: readonly PackageIssue[],
): PackagePlanRow {
  const { product, startAt, endAt, targetingOverlay } = row;
  return {
    id: row.id,
    revision: row.revision,
    name: row.name,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
    sandbox: row.sandbox === true,
    locked: row.mediaBuyId === null ? null : "It belongs to a media buy now; edit it there",
    productSnapshotId: row.productSnapshotId,
    productName: product.name,
    deliveryType: product.deliveryType,
    pricingOptions: product.pricingOptions,
    pricingOptionId: row.pricingOptionId,
    currency: row.currency,
    budgetMicros: row.budgetMicros,
    bidMicros: row.bidMicros,
    pacing: row.pacing,
    startDay: startAt === null ? null : dayIn(startAt, campaign.timeZone),
    endDay: endAt === null ? null : lastDayOf(endAt, campaign.timeZone),
    countries: targetingOverlay.geo_countries ?? null,
    deviceTypes: targetingOverlay.device_type ?? null,
    impressions: estimatedImpressions(row),
    forecastImpressions: product.forecast?.impressionsMid ?? null,
    issues,
    locks: locksOf(row, offer),
  };
}
