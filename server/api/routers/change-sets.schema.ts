import { z } from "zod";
import { pacings, reportingFrequencies } from "../../domain/change/patch";
import { goalsFrom } from "../../domain/optimization/parse-goals";
import { matchTypes } from "../../domain/targeting/keywords";
import { parseInstant } from "../../domain/time";

const micros = z
  .bigint()
  .min(0n, "Enter an amount of at least 0")
  .max(9_000_000_000_000_000_000n, "The amount is too large");
const count = z.bigint().min(0n).max(9_000_000_000_000_000_000n, "The number is too large");
export const reason = z.string().trim().min(3, "Say why in a few words").max(1000, "At most 1,000 characters");

export const changeSetIdInput = z.strictObject({ changeSetId: z.uuid() });
export const changeSetIdsInput = z.strictObject({ changeSetIds: z.array(z.uuid()).min(1).max(100) });
export const campaignIdInput = z.strictObject({ campaignId: z.uuid() });

/** `lastEventId`: the view shown last, sent by the client when it reconnects; the same one is not sent twice. */
export const followInput = z.strictObject({ changeSetId: z.uuid(), lastEventId: z.string().max(100).nullish() });

/** Sends a planned campaign for approval: one create per (agent, account, currency). `revision`: the campaign as shown. */
export const submitCampaignInput = z.strictObject({ campaignId: z.uuid(), revision: z.int32(), reason });

const day = z.iso.date("Enter a day such as 2026-12-31");
const instant = z.iso.datetime({ offset: true, error: "Enter a time with its offset" });
const canceled = z.strictObject({ reason: z.string().trim().max(500, "At most 500 characters").default("") });
const rowIds = z.array(z.uuid()).max(100);
const json = z.record(z.string().max(100), z.unknown());
const isSmall = (value: unknown) => JSON.stringify(value).length <= 100_000;

/** As AdCP spells it; what it does not know is kept. `{}` clears. */
const overlay = json.refine(isSmall, "The targeting is too large to be sent");
/** As AdCP spells them (requirements §3.10). */
const goals = z
  .array(json)
  .max(20)
  .refine(isSmall, "The goals are too large to be sent")
  .refine((list) => goalsFrom(list).length === list.length, "A goal has a metric or event sources")
  .transform(goalsFrom);
const assignment = z.strictObject({
  /** Our row id. */
  creativeId: z.uuid(),
  /** null: an equal share. */
  weight: z.number().min(0, "A weight is from 0 to 100").max(100, "A weight is from 0 to 100").nullable().optional(),
  /** null: every placement. */
  placementIds: z.array(z.string().max(200)).max(100).nullable().optional(),
});
const keyword = z.strictObject({
  keyword: z.string().trim().min(1, "Enter a keyword").max(200),
  match_type: z.string().pipe(z.enum(matchTypes)),
});
const keywordTarget = keyword
  .extend({ bid_price: z.number().min(0).max(1_000_000_000).optional() })
  .transform(({ bid_price, ...word }) => (bid_price === undefined ? word : { ...word, bid_price }));
const keywords = z
  .strictObject({
    targetsAdd: z.array(keywordTarget).max(1000).default([]),
    targetsRemove: z.array(keyword).max(1000).default([]),
    negativesAdd: z.array(keyword).max(1000).default([]),
    negativesRemove: z.array(keyword).max(1000).default([]),
  })
  .optional();

/** What a package can be asked to become; null asks to clear, which most fields cannot (C11): the refusal says so. */
const ofPackage = {
  bidMicros: micros.nullable().optional(),
  impressions: count.nullable().optional(),
  pacing: z.string().pipe(z.enum(pacings)).optional(),
  paused: z.boolean().optional(),
  startDay: day.nullable().optional(),
  endDay: day.nullable().optional(),
  startAt: instant.transform(parseInstant).optional(),
  endAt: instant.transform(parseInstant).optional(),
  /** Complete new list of creative row ids; those that stay keep weight and placements; empty clears. */
  creativeIds: rowIds.optional(),
  /** Complete new list with weights and placements; empty clears. */
  assignments: z.array(assignment).max(100).optional(),
  /** Creatives that are new at the seller and travel inside the request. */
  newCreativeIds: rowIds.optional(),
  targetingOverlay: overlay.optional(),
  optimizationGoals: goals.optional(),
};
const packageEdit = z.strictObject({
  ...ofPackage,
  budgetMicros: micros.optional(),
  keywords,
  canceled: canceled.optional(),
});
const newPackage = z.strictObject({
  ...ofPackage,
  productSnapshotId: z.uuid(),
  pricingOptionId: z.string().min(1).max(200),
  name: z.string().trim().min(1).max(200).optional(),
  budgetMicros: micros,
});
const reportingWebhook = z
  .strictObject({
    frequency: z.string().pipe(z.enum(reportingFrequencies)),
    requestedMetrics: z.array(z.string().max(100)).max(50).optional(),
  })
  .transform(({ frequency, requestedMetrics }) => (requestedMetrics ? { frequency, requestedMetrics } : { frequency }));

/**
 * Edit of one media buy. Only fields that differ are sent to the seller. Days are in the buy's zone, the last one inclusive.
 * `canceled` goes alone. `totalMicros` is a new total of the live packages, in which the budgets of `packages` are set by hand.
 */
export const stageEditInput = z.strictObject({
  mediaBuyId: z.uuid(),
  revision: z.int32(),
  /** The view's `valuesSignature`. */
  shown: z.string().length(64).optional(),
  reason: z.string().trim().max(1000).default(""),
  paused: z.boolean().optional(),
  startDay: day.optional(),
  endDay: day.optional(),
  startAt: instant.transform(parseInstant).optional(),
  endAt: instant.transform(parseInstant).optional(),
  canceled: canceled.optional(),
  packages: z.record(z.uuid(), packageEdit).default({}),
  newPackages: z.array(newPackage).max(50).optional(),
  reportingWebhook: reportingWebhook.optional(),
  totalMicros: micros.optional(),
  scaleUp: z.boolean().optional(),
});

/** Changes of the set that are decided; left out: all that wait. */
const lineIds = z.array(z.uuid()).min(1, "Choose at least one line").max(500).optional();

/** A request as an older document has it, in its own words (docs/vocabulary.md). */
export const bringInInput = z.strictObject({
  request: json.refine(isSmall, "The request is too large"),
  reason: z.string().trim().max(1000).default(""),
});

/** `payloadHash`: what the approver was shown; the server refuses when it is no longer what would be sent. */
export const approveInput = z.strictObject({
  changeSetId: z.uuid(),
  payloadHash: z.string().length(64),
  reason: z.string().trim().max(1000).default(""),
  lineIds,
});
export const rejectInput = z.strictObject({ changeSetId: z.uuid(), reason, lineIds });
export const changeIdInput = z.strictObject({ changeId: z.uuid() });

export const listChangeSetsInput = z.strictObject({
  state: z.enum(["waiting", "decided", "all"]).default("waiting"),
  cursor: z.string().max(200).nullish(),
  limit: z.number().int().min(1).max(100).default(50),
});
