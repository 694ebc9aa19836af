import { validActionsForStatus } from "@adcp/sdk/server";
import { accountByKey, accountToWire } from "./accounts";
import { buyTime, deliveredDays, isTerminal, packageEnd, packageStart, totalBudget } from "./buy-state";
import { DAY_MS, iso, parseIso } from "./clock";
import { approvalStatus, rejectionReason } from "./creative-review";
import type { BuyRecord, CreativeRecord, Json, PackageRecord } from "./model";
import type { Seller } from "./seller";
import { packageTotals } from "./totals";

type SdkStatus = Parameters<typeof validActionsForStatus>[0];

/** What the buyer may do next. A paused buy keeps every edit that a running one has; the SDK's table is narrower. */
export function validActions(status: string): string[] {
  if (status !== "paused") return validActionsForStatus(status as SdkStatus);
  return ["resume", ...validActionsForStatus("active").filter((action) => action !== "pause")];
}

const creativeDeadline = (buy: BuyRecord): string =>
  iso(Math.max(parseIso(buy.confirmed_at) + DAY_MS, parseIso(buy.start_time) - DAY_MS));

/** A package as create and update answer it (`core/package.json`). */
export function packageToWire(buy: BuyRecord, pack: PackageRecord): Json {
  const assignments = isTerminal(buy.status) ? [] : pack.creative_assignments;
  return {
    ...pack.echoed,
    package_id: pack.package_id,
    product_id: pack.product_id,
    pricing_option_id: pack.pricing_option_id,
    budget: pack.budget,
    pacing: pack.pacing,
    ...(pack.bid_price === undefined ? {} : { bid_price: pack.bid_price }),
    start_time: pack.start_time ?? buy.start_time,
    end_time: pack.end_time ?? buy.end_time,
    format_ids: pack.format_ids,
    paused: pack.paused,
    canceled: pack.canceled,
    ...(pack.cancellation === undefined ? {} : { cancellation: pack.cancellation }),
    creative_deadline: creativeDeadline(buy),
    creative_assignments: assignments.map(({ assigned_at: _at, ...assignment }) => assignment),
  };
}

interface Approval {
  creative_id: string;
  approval_status: string;
  rejection_reason?: string;
}

function approvals(seller: Seller, buy: BuyRecord, pack: PackageRecord): Approval[] {
  return pack.creative_assignments.map(({ creative_id }) => {
    const creative = seller.store.get<CreativeRecord>("creative", buy.account_key, creative_id);
    if (creative === undefined) return { creative_id, approval_status: "pending_review" };
    const approval_status = approvalStatus(seller, creative);
    const reason = approval_status === "rejected" ? { rejection_reason: rejectionReason(creative) } : {};
    return { creative_id, approval_status, ...reason };
  });
}

function deliveryStatus(seller: Seller, buy: BuyRecord, pack: PackageRecord, spend: number): string {
  if (buy.status === "completed") return "completed";
  if (spend >= pack.budget) return "budget_exhausted";
  const time = buyTime(seller, buy);
  if (time >= packageEnd(buy, pack)) return "flight_ended";
  const running = buy.status === "active" && !pack.paused && !pack.canceled && time >= packageStart(buy, pack);
  const approved = approvals(seller, buy, pack).some((one) => one.approval_status === "approved");
  return running && approved ? "delivering" : "not_delivering";
}

/** Delivered share of what even pacing would have delivered by now; 0 before the flight. */
export function pacingIndex(seller: Seller, buy: BuyRecord, pack: PackageRecord, spend: number): number {
  const start = packageStart(buy, pack);
  const end = packageEnd(buy, pack);
  const progress = Math.min(1, Math.max(0, (buyTime(seller, buy) - start) / Math.max(1, end - start)));
  return progress === 0 ? 0 : Math.round((spend / (pack.budget * progress)) * 100) / 100;
}

function snapshot(seller: Seller, buy: BuyRecord, pack: PackageRecord): Json {
  const totals = packageTotals(deliveredDays(seller, buy, pack), pack.currency);
  return {
    as_of: iso(seller.now()),
    staleness_seconds: 60,
    impressions: totals.impressions,
    spend: totals.spend,
    currency: pack.currency,
    clicks: totals.clicks,
    pacing_index: pacingIndex(seller, buy, pack, totals.spend),
    delivery_status: deliveryStatus(seller, buy, pack, totals.spend),
  };
}

/** What a read shows of a package at 3.0.6: not the goals, pacing or assignments; and the context, which ties it to the buyer's. */
const READ_FIELDS = [
  "package_id",
  "product_id",
  "budget",
  "bid_price",
  "impressions",
  "targeting_overlay",
  "start_time",
  "end_time",
  "paused",
  "canceled",
  "cancellation",
  "creative_deadline",
  "context",
];

function packageStatus(seller: Seller, buy: BuyRecord, pack: PackageRecord, withSnapshot: boolean): Json {
  const known = approvals(seller, buy, pack);
  const missing = known.length === 0 && !isTerminal(buy.status) && !pack.canceled;
  const shown = Object.entries(packageToWire(buy, pack)).filter(([field]) => READ_FIELDS.includes(field));
  return {
    ...Object.fromEntries(shown),
    currency: pack.currency,
    creative_approvals: isTerminal(buy.status) ? [] : known,
    ...(missing ? { format_ids_pending: pack.format_ids } : {}),
    ...(withSnapshot ? { snapshot: snapshot(seller, buy, pack) } : {}),
  };
}

interface View {
  snapshot: boolean;
  history: number;
}

/** A media buy as get_media_buys shows it, with paused, po_number and start clock as extra keys. */
export function buyToWire(seller: Seller, buy: BuyRecord, view: View): Json {
  const account = accountByKey(seller, buy.account_key);
  const status = buy.status;
  return {
    ...buy.echoed,
    media_buy_id: buy.media_buy_id,
    ...(account === undefined ? {} : { account: accountToWire(seller, account) }),
    status,
    paused: buy.paused,
    currency: buy.currency,
    total_budget: totalBudget(buy),
    start_time: buy.start_time,
    end_time: buy.end_time,
    creative_deadline: creativeDeadline(buy),
    confirmed_at: buy.confirmed_at,
    ...(buy.cancellation === undefined ? {} : { cancellation: buy.cancellation }),
    ...(buy.rejection_reason === undefined ? {} : { rejection_reason: buy.rejection_reason }),
    ...(buy.po_number === undefined ? {} : { po_number: buy.po_number }),
    revision: buy.revision,
    created_at: buy.created_at,
    updated_at: buy.updated_at,
    valid_actions: validActions(status),
    ...(view.history > 0 ? { history: buy.history.slice(0, view.history) } : {}),
    packages: buy.packages.map((pack) => packageStatus(seller, buy, pack, view.snapshot)),
  };
}

/** The success answer of create_media_buy, also the result of its review task. */
export function createdToWire(seller: Seller, buy: BuyRecord): Json {
  const account = accountByKey(seller, buy.account_key);
  return {
    media_buy_id: buy.media_buy_id,
    ...(account === undefined ? {} : { account: accountToWire(seller, account) }),
    ...(buy.echoed.proposal_id === undefined ? {} : { proposal_id: buy.echoed.proposal_id }),
    status: buy.status,
    confirmed_at: buy.confirmed_at,
    creative_deadline: creativeDeadline(buy),
    revision: buy.revision,
    valid_actions: validActions(buy.status),
    packages: buy.packages.map((pack) => packageToWire(buy, pack)),
    planned_delivery: {
      start_time: buy.start_time,
      end_time: buy.end_time,
      total_budget: totalBudget(buy),
      currency: buy.currency,
    },
    ...(account?.sandbox === true ? { sandbox: true } : {}),
  };
}
