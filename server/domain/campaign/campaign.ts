import type { OptimizationGoal } from "../optimization/goal";
import { editOverlay } from "../targeting/edit-overlay";
import type { TargetingOverlay } from "../targeting/overlay";
import { type Day, dayIn, endOfInclusiveDay, type Instant, lastDayOf, startOfDay } from "../time";

/** Our own axis (design §2): what people see is rolled up from the media buys once there are any. */
export const campaignStates = [
  "draft",
  "in_review",
  "approved",
  "applying",
  "applied",
  "partly_applied",
  "not_applied",
  "discarded",
  "archived",
] as const;
export type CampaignState = (typeof campaignStates)[number];

export type Brand = { readonly id: string; readonly name: string; readonly domain: string };

/** The plan that media buys are made from. The flight is half-open; either end may be missing while it is a draft. */
export type Campaign = {
  readonly id: string;
  readonly organisationId: string;
  readonly state: CampaignState;
  readonly name: string;
  readonly brand: Brand | null;
  readonly brief: string;
  readonly buyerRef: string;
  readonly poNumber: string;
  readonly startAt: Instant | null;
  readonly endAt: Instant | null;
  readonly timeZone: string;
  readonly totalMicros: bigint | null;
  readonly currency: string;
  /** Default for packages that have none of their own. */
  readonly targetingOverlay: TargetingOverlay;
  /** Default for packages that have none of their own; absent: none. */
  readonly optimizationGoals?: readonly OptimizationGoal[];
  /** Sales agents the product search asks; null: all. */
  readonly salesAgentIds: readonly string[] | null;
  readonly createdById: string;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  readonly archivedAt: Instant | null;
  readonly revision: number;
};

/** The plan as a form has it: calendar days, the last one inclusive. */
export type CampaignDraft = {
  readonly name: string;
  readonly brandId: string | null;
  readonly brief: string;
  readonly buyerRef: string;
  readonly poNumber: string;
  readonly startDay: Day | null;
  readonly endDay: Day | null;
  readonly timeZone: string;
  readonly totalMicros: bigint | null;
  readonly currency: string;
  readonly countries: readonly string[];
  readonly deviceTypes: readonly string[];
  readonly salesAgentIds: readonly string[] | null;
};
export type DraftField = keyof CampaignDraft;

/** Only the fields that were edited are present. */
export type CampaignPatch = { readonly [Field in DraftField]?: CampaignDraft[Field] | undefined };

export function draftOf(campaign: Campaign): CampaignDraft {
  const { startAt, endAt, timeZone, targetingOverlay } = campaign;
  return {
    name: campaign.name,
    brandId: campaign.brand?.id ?? null,
    brief: campaign.brief,
    buyerRef: campaign.buyerRef,
    poNumber: campaign.poNumber,
    startDay: startAt === null ? null : dayIn(startAt, timeZone),
    endDay: endAt === null ? null : lastDayOf(endAt, timeZone),
    timeZone,
    totalMicros: campaign.totalMicros,
    currency: campaign.currency,
    countries: targetingOverlay.geo_countries ?? [],
    deviceTypes: targetingOverlay.device_type ?? [],
    salesAgentIds: campaign.salesAgentIds,
  };
}

export function patchDraft(draft: CampaignDraft, patch: CampaignPatch): CampaignDraft {
  const given = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
  return { ...draft, ...given };
}

/** The campaign with a checked draft written into it; `brand` is the row of `draft.brandId`. */
export function withDraft(campaign: Campaign, draft: CampaignDraft, brand: Brand | null): Campaign {
  const { countries, deviceTypes, startDay, endDay, timeZone } = draft;
  const list = (values: readonly string[]) => (values.length === 0 ? null : values);
  return {
    ...campaign,
    name: draft.name,
    brand,
    brief: draft.brief,
    buyerRef: draft.buyerRef,
    poNumber: draft.poNumber,
    startAt: startDay === null ? null : startOfDay(startDay, timeZone),
    endAt: endDay === null ? null : endOfInclusiveDay(endDay, timeZone),
    timeZone,
    totalMicros: draft.totalMicros,
    currency: draft.currency,
    targetingOverlay: editOverlay(campaign.targetingOverlay, {
      countries: list(countries),
      deviceTypes: list(deviceTypes),
    }),
    salesAgentIds: draft.salesAgentIds,
  };
}

/** A plan can be edited until it is sent; after that its media buys are (design §1). */
export function isEditable(campaign: Pick<Campaign, "state" | "archivedAt">): boolean {
  return campaign.state === "draft" && campaign.archivedAt === null;
}

/** "FD-261121-7K3Q9P": readable, dated, and different for each; people may overwrite it. */
export function suggestBuyerRef(day: Day, random: () => number): string {
  const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
  const pick = () => letters.charAt(Math.floor(random() * letters.length));
  return `FD-${day.slice(2).replaceAll("-", "")}-${Array.from({ length: 6 }, pick).join("")}`;
}
