import {
  type Campaign,
  type CampaignDraft,
  type CampaignState,
  draftOf,
  isEditable,
} from "../../domain/campaign/campaign";
import { campaignStatus } from "../../domain/campaign/campaign-status";
import type { PlannedPackage } from "../../domain/campaign/package-plan";
import { type CurrencyTotal, planReadiness } from "../../domain/campaign/plan-readiness";
import type { FieldIssue } from "../../domain/errors";
import type { MediaBuyStatus } from "../../domain/media-buy/status";
import type { Instant } from "../../domain/time";
import type { ListedCampaign } from "../../repositories/campaigns";

export type CampaignRow = {
  readonly id: string;
  readonly name: string;
  /** The most restrictive of its media buys once there are any, else its own state. */
  readonly status: MediaBuyStatus | CampaignState;
  readonly brandName: string | null;
  readonly buyerRef: string;
  readonly poNumber: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly totalMicros: bigint | null;
  readonly currency: string;
  readonly packageCount: number;
  readonly mediaBuyCount: number;
  readonly updatedAt: Instant;
  readonly archived: boolean;
  /** Nothing in it is real: all its packages are at sandbox sellers or on sandbox accounts. */
  readonly sandbox: boolean;
  readonly revision: number;
};

export type CampaignView = CampaignRow & {
  readonly state: CampaignState;
  /** False once it was sent or archived: everything about it is then read-only here. */
  readonly editable: boolean;
  /** The plan as the form has it. */
  readonly draft: CampaignDraft;
  /** What is missing or wrong, by field of the form; `packages` for the packages together. */
  readonly missing: readonly FieldIssue[];
  readonly packagesWithIssues: number;
  /** The plan's currency first; never added across. */
  readonly totals: readonly CurrencyTotal[];
  readonly ready: boolean;
};

export function toCampaignRow({ campaign, buys, packageCount, sandbox }: ListedCampaign): CampaignRow {
  const seen = buys.map(({ status }) => ({ status, archived: status === "ARCHIVED" }));
  return {
    ...common(campaign),
    status: campaignStatus(campaign, seen),
    packageCount,
    sandbox,
    mediaBuyCount: buys.reduce((sum, { count }) => sum + count, 0),
  };
}

export function toCampaignView(
  campaign: Campaign,
  planned: readonly PlannedPackage[],
  buys: ListedCampaign["buys"],
  now: Instant,
): CampaignView {
  const readiness = planReadiness(campaign, planned, now);
  return {
    ...toCampaignRow({
      campaign,
      buys,
      packageCount: planned.length,
      sandbox: planned.length > 0 && planned.every((row) => row.sandbox === true),
    }),
    state: campaign.state,
    editable: isEditable(campaign),
    draft: draftOf(campaign),
    missing: readiness.plan,
    packagesWithIssues: readiness.packages.length,
    totals: readiness.totals,
    ready: readiness.ready,
  };
}

function common(campaign: Campaign) {
  const { id, name, buyerRef, poNumber, startAt, endAt, timeZone, totalMicros, currency, updatedAt, revision } =
    campaign;
  return {
    id,
    name,
    brandName: campaign.brand?.name ?? null,
    buyerRef,
    poNumber,
    startAt,
    endAt,
    timeZone,
    totalMicros,
    currency,
    updatedAt,
    archived: campaign.archivedAt !== null,
    revision,
  };
}
