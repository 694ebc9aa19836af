import { z } from "zod";
import { goalsFrom } from "@/server/domain/optimization/parse-goals";
import type { MediaBuySnapshot, PackageSnapshot, SeenCancellation } from "../../sales-agent";
import type { Json } from "../seller-problem";
import { present } from "./present";
import { formatId } from "./products";
import {
  instantOr,
  measuredMicros,
  optionalFlag,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalTexts,
  readableIn,
  statedMicros,
  tolerantList,
  wholeCount,
} from "./scalars";

/** ISO 4217's "no currency": the seller named none. Amounts are still read, in whatever currency was bought. */
export const noCurrency = "XXX";

const deliverySnapshot = z.looseObject({
  as_of: z.string(),
  impressions: optionalNumber,
  spend: optionalNumber,
  currency: optionalText,
  pacing_index: optionalNumber,
  delivery_status: optionalText,
});

const cancellation = z.looseObject({ canceled_at: optionalText, canceled_by: optionalText, reason: optionalText });

const packageItem = z.looseObject({
  package_id: z.string().min(1),
  product_id: optionalText,
  pricing_option_id: optionalText,
  budget: optionalNumber,
  currency: optionalText,
  bid_price: optionalNumber,
  impressions: optionalNumber,
  pacing: optionalText,
  start_time: optionalText,
  end_time: optionalText,
  paused: optionalFlag,
  canceled: optionalFlag,
  cancellation: cancellation.optional().catch(undefined),
  targeting_overlay: optionalObject,
  optimization_goals: z.array(z.unknown()).optional().catch(undefined),
  creative_assignments: tolerantList(
    z.looseObject({ creative_id: z.string(), weight: optionalNumber, placement_ids: optionalTexts }),
  ),
  creative_approvals: tolerantList(
    z.looseObject({ creative_id: z.string(), approval_status: z.string(), rejection_reason: optionalText }),
  ),
  format_ids_pending: tolerantList(formatId),
  creative_deadline: optionalText,
  context: optionalObject,
  snapshot: deliverySnapshot.optional().catch(undefined),
});
type PackageItem = z.infer<typeof packageItem>;
const packageOrId = z.preprocess((value) => (typeof value === "string" ? { package_id: value } : value), packageItem);

/** Packages of any reply (create, update, get_media_buys); ids alone are what older sellers send (C9); entries without one are left out. */
export function packagesFromWire(values: unknown, currency: string): readonly PackageSnapshot[] {
  return readableIn(values, packageOrId).map((item) => packageFromWire(item, currency));
}

function packageFromWire(item: PackageItem, buyCurrency: string): PackageSnapshot {
  const currency = item.currency ?? buyCurrency;
  const amount = (value: number | undefined): bigint | undefined => statedMicros(value, currency);
  return present({
    packageId: item.package_id,
    productId: item.product_id,
    pricingOptionId: item.pricing_option_id,
    budgetMicros: amount(item.budget),
    bidMicros: amount(item.bid_price),
    impressions: wholeCount(item.impressions),
    pacing: item.pacing,
    startAt: instantOr(item.start_time),
    endAt: instantOr(item.end_time),
    paused: item.paused,
    canceled: item.canceled,
    cancellation: cancellationFromWire(item.cancellation),
    targetingOverlay: item.targeting_overlay,
    optimizationGoals: item.optimization_goals === undefined ? undefined : goalsFrom(item.optimization_goals),
    creativeAssignments: item.creative_assignments?.map((a) =>
      present({ creativeId: a.creative_id, weight: a.weight, placementIds: a.placement_ids }),
    ),
    creativeApprovals: item.creative_approvals?.map((a) => ({
      creativeId: a.creative_id,
      status: a.approval_status,
      rejectionReason: a.rejection_reason ?? null,
    })),
    formatsPending: item.format_ids_pending,
    creativeDeadline: instantOr(item.creative_deadline),
    context: item.context,
    delivery: deliveryFromWire(item.snapshot, currency),
  });
}

function cancellationFromWire(item: z.infer<typeof cancellation> | undefined): SeenCancellation | undefined {
  if (item === undefined) return undefined;
  return present({ at: instantOr(item.canceled_at), by: item.canceled_by, reason: item.reason });
}

/** Currency of a snapshot: its own, then the package's, then the buy's (requirements §3.6). */
function deliveryFromWire(item: PackageItem["snapshot"], currency: string): PackageSnapshot["delivery"] {
  const asOf = instantOr(item?.as_of);
  if (item === undefined || asOf === undefined) return undefined;
  return {
    asOf,
    impressions: wholeCount(item.impressions) ?? 0n,
    spendMicros: measuredMicros(item.spend, item.currency ?? currency),
    pacingIndex: item.pacing_index ?? null,
    status: item.delivery_status ?? null,
  };
}

const historyEntry = z.looseObject({
  revision: optionalNumber,
  timestamp: z.string(),
  action: z.string(),
  actor: optionalText,
  summary: optionalText,
});

const mediaBuyItem = z.looseObject({
  media_buy_id: z.string().min(1),
  status: z.string().min(1),
  currency: optionalText,
  total_budget: z
    .union([z.number(), z.looseObject({ amount: z.number() }).transform((value) => value.amount)])
    .optional()
    .catch(undefined),
  start_time: optionalText,
  end_time: optionalText,
  revision: optionalNumber,
  valid_actions: optionalTexts,
  creative_deadline: optionalText,
  confirmed_at: optionalText,
  created_at: optionalText,
  updated_at: optionalText,
  rejection_reason: optionalText,
  cancellation: cancellation.optional().catch(undefined),
  po_number: optionalText,
  history: tolerantList(historyEntry),
  packages: z.unknown(),
});
type MediaBuyItem = z.infer<typeof mediaBuyItem>;

/**
 * One page of get_media_buys. null: the page, or a buy in it, cannot be read: the whole read fails, because a buy that
 * silently drops out looks like one that was never made.
 */
export function mediaBuysFromWire(payload: Json): readonly MediaBuySnapshot[] | null {
  const parsed = z.array(mediaBuyItem).safeParse(payload.media_buys);
  return parsed.success ? parsed.data.map(mediaBuyFromWire) : null;
}

function mediaBuyFromWire(item: MediaBuyItem): MediaBuySnapshot {
  const currency = item.currency ?? packageCurrency(item.packages) ?? noCurrency;
  return {
    mediaBuyId: item.media_buy_id,
    status: item.status,
    currency,
    totalMicros: statedMicros(item.total_budget, currency) ?? null,
    ...timesFromWire(item),
    revision: item.revision ?? null,
    validActions: item.valid_actions ?? null,
    rejectionReason: item.rejection_reason ?? null,
    ...present({ poNumber: item.po_number, cancellation: cancellationFromWire(item.cancellation) }),
    history: (item.history ?? []).flatMap(historyFromWire),
    packages: packagesFromWire(item.packages, currency),
  };
}

function timesFromWire(item: MediaBuyItem) {
  return {
    startAt: instantOr(item.start_time) ?? null,
    endAt: instantOr(item.end_time) ?? null,
    creativeDeadline: instantOr(item.creative_deadline) ?? null,
    confirmedAt: instantOr(item.confirmed_at) ?? null,
    createdAt: instantOr(item.created_at) ?? null,
    updatedAt: instantOr(item.updated_at) ?? null,
  };
}

function historyFromWire(entry: z.infer<typeof historyEntry>): MediaBuySnapshot["history"][number][] {
  const at = instantOr(entry.timestamp);
  if (at === undefined) return [];
  return [
    {
      revision: entry.revision ?? null,
      at,
      action: entry.action,
      actor: entry.actor ?? null,
      summary: entry.summary ?? null,
    },
  ];
}

const inCurrency = z.looseObject({ currency: z.string() });

function packageCurrency(packages: unknown): string | undefined {
  const currencies = readableIn(packages, inCurrency);
  return currencies[0]?.currency;
}
