import { type Campaign, type CampaignDraft, draftOf, isEditable } from "../../domain/campaign/campaign";
import type { PackageIssue } from "../../domain/campaign/package-issues";
import { estimatedImpressions, type PlannedPackage } from "../../domain/campaign/package-plan";
import { type CurrencyTotal, planReadiness } from "../../domain/campaign/plan-readiness";
import type { Pacing } from "../../domain/change/patch";
import type { FieldIssue } from "../../domain/errors";
import type { PricingOption } from "../../domain/media-buy/product";
import { type Day, dayIn, type Instant, lastDayOf } from "../../domain/time";
import type { SalesAgentRecord } from "../../repositories/sales-agents";
import type { AskedAgent } from "./product-view";

export type PlanSeller = AskedAgent & {
  readonly accounts: readonly { readonly id: string; readonly name: string; readonly status: string }[];
};

export type PackagePlanRow = {
  readonly id: string;
  readonly revision: number;
  readonly name: string;
  readonly salesAgentId: string;
  readonly accountId: string | null;
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
  now: Instant,
): PackagePlanView {
  const readiness = planReadiness(campaign, planned, now);
  const issues = new Map(readiness.packages.map((row) => [row.packageId, row.issues]));
  const used = new Set(planned.map((row) => row.salesAgentId));
  return {
    campaign: {
      id: campaign.id,
      name: campaign.name,
      revision: campaign.revision,
      editable: isEditable(campaign),
      draft: draftOf(campaign),
    },
    sellers: agents.filter((agent) => used.has(agent.id)).map(toSeller),
    packages: planned.map((row) => toRow(row, campaign, issues.get(row.id) ?? [])),
    missing: readiness.plan,
    totals: readiness.totals,
    ready: readiness.ready,
  };
}

function toSeller({ id, name, sandbox, accounts }: SalesAgentRecord): PlanSeller {
  return { id, name, sandbox, accounts: accounts.map(({ id, name, status }) => ({ id, name, status })) };
}

function toRow(row: PlannedPackage, campaign: Campaign, issues: readonly PackageIssue[]): PackagePlanRow {
  const { product, startAt, endAt, targetingOverlay } = row;
  return {
    id: row.id,
    revision: row.revision,
    name: row.name,
    salesAgentId: row.salesAgentId,
    accountId: row.accountId,
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
  };
}
