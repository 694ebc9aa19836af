import { buyTime, deliveredDays, packageEnd } from "./buy-state";
import { pacingIndex } from "./buy-to-wire";
import { iso, parseIso } from "./clock";
import { refuse } from "./errors";
import { selectBuys } from "./get-media-buys";
import type { AccountRecord, BuyRecord, DayTotals, Json, PackageRecord } from "./model";
import { nowIso, type Seller } from "./seller";
import { packageTotals, roundedDays, sumDays } from "./totals";

type Day = [date: string, DayTotals];

interface Range {
  start?: string;
  end?: string;
}

const inRange = (date: string, range: Range): boolean =>
  (range.start === undefined || date >= range.start) && (range.end === undefined || date < range.end);

function rangeOf(args: Json): Range {
  const start = args.start_date as string | undefined;
  const end = args.end_date as string | undefined;
  if (start !== undefined && end !== undefined && end <= start) {
    throw refuse("INVALID_REQUEST", "end_date is exclusive and must be after start_date.", { field: "end_date" });
  }
  return { ...(start === undefined ? {} : { start }), ...(end === undefined ? {} : { end }) };
}

const rates = (totals: DayTotals): Json => {
  const { impressions, clicks, completed_views, spend } = totals;
  const share = (part: number): number => (impressions === 0 ? 0 : Math.min(1, part / impressions));
  const played =
    completed_views === 0 ? {} : { completed_views, completion_rate: Math.round(share(completed_views) * 1e4) / 1e4 };
  return {
    impressions,
    spend,
    clicks,
    ...played,
    ctr: Math.round(share(clicks) * 1e6) / 1e6,
    ...(clicks === 0 ? {} : { cost_per_click: Math.round((spend / clicks) * 1e4) / 1e4 }),
  };
};

/** Splits a package's totals over its creatives by weight; the last one takes the remainder. */
function byCreative(pack: PackageRecord, totals: DayTotals): Json[] {
  const serving = pack.creative_assignments.filter((one) => one.weight !== 0);
  const all = serving.reduce((sum, one) => sum + (one.weight ?? 1), 0);
  let left = { impressions: totals.impressions, spend: totals.spend };
  return serving.map(({ creative_id, weight }, index) => {
    const share = (weight ?? 1) / all;
    const last = index === serving.length - 1;
    const impressions = last ? left.impressions : Math.floor(totals.impressions * share);
    const spend = last ? left.spend : Math.floor(totals.spend * share * 100) / 100;
    left = { impressions: left.impressions - impressions, spend: Math.round((left.spend - spend) * 100) / 100 };
    return { creative_id, weight: Math.round(share * 100), impressions, spend };
  });
}

function deliveryStatus(seller: Seller, buy: BuyRecord, pack: PackageRecord, lifetimeSpend: number): string {
  if (buy.status === "completed") return "completed";
  if (lifetimeSpend >= pack.budget) return "budget_exhausted";
  return buyTime(seller, buy) >= packageEnd(buy, pack) ? "flight_ended" : "delivering";
}

const daily = (days: readonly Day[]): Json[] =>
  days.map(([date, { impressions, spend, clicks }]) => ({ date, impressions, spend, clicks }));

interface PackageDelivery {
  wire: Json;
  days: Day[];
  totals: DayTotals;
}

function packageDelivery(
  seller: Seller,
  buy: BuyRecord,
  pack: PackageRecord,
  range: Range,
  withDays: boolean,
): PackageDelivery {
  const delivered = deliveredDays(seller, buy, pack);
  const days = roundedDays(delivered, pack.currency).filter(([date]) => inRange(date, range));
  const totals = sumDays(
    days.map(([, day]) => day),
    pack.currency,
  );
  const lifetime = packageTotals(delivered, pack.currency).spend;
  const wire = {
    package_id: pack.package_id,
    ...rates(totals),
    pricing_model: pack.pricing_model,
    rate: pack.rate,
    currency: pack.currency,
    pacing_index: pacingIndex(seller, buy, pack, lifetime),
    delivery_status: deliveryStatus(seller, buy, pack, lifetime),
    paused: pack.paused || buy.paused,
    is_final: buy.status === "completed" || buy.status === "canceled",
    by_creative: byCreative(pack, totals),
    ...(withDays ? { daily_breakdown: daily(days) } : {}),
  };
  return { wire, days, totals };
}

function mergeDays(all: readonly Day[], currency: string): Day[] {
  const groups = new Map<string, DayTotals[]>();
  for (const [date, day] of all) groups.set(date, [...(groups.get(date) ?? []), day]);
  const merged = [...groups].map(([date, days]): Day => [date, sumDays(days, currency)]);
  return merged.sort(([left], [right]) => left.localeCompare(right));
}

interface BuyDelivery {
  wire: Json;
  totals: DayTotals;
}

function buyDelivery(seller: Seller, buy: BuyRecord, range: Range, withDays: boolean): BuyDelivery {
  const packages = buy.packages.map((pack) => packageDelivery(seller, buy, pack, range, withDays));
  const totals = sumDays(
    packages.map((one) => one.totals),
    buy.currency,
  );
  const days = mergeDays(
    packages.flatMap((one) => one.days),
    buy.currency,
  );
  const rate = totals.impressions === 0 ? 0 : Math.round((totals.spend / totals.impressions) * 1_000_000) / 1000;
  const wire = {
    media_buy_id: buy.media_buy_id,
    status: buy.status,
    ...(buy.packages[0] === undefined ? {} : { pricing_model: buy.packages[0].pricing_model }),
    totals: { ...rates(totals), effective_rate: rate },
    by_package: packages.map((one) => one.wire),
    daily_breakdown: daily(days),
  };
  return { wire, totals };
}

function periodOf(seller: Seller, buys: readonly BuyRecord[], range: Range): Json {
  const now = nowIso(seller);
  const starts = buys.map((buy) => buy.start_time);
  const ends = buys.map((buy) => iso(Math.min(buyTime(seller, buy), parseIso(buy.end_time))));
  const first = starts.toSorted()[0] ?? now;
  const last = ends.toSorted().at(-1) ?? now;
  const start = range.start === undefined ? first : `${range.start}T00:00:00.000Z`;
  const end = range.end === undefined ? last : `${range.end}T00:00:00.000Z`;
  return { start, end: [start, end].toSorted().at(-1) };
}

/** get_media_buy_delivery: dates are UTC days of the buy's own clock, end_date exclusive. */
export function getDelivery(seller: Seller, account: AccountRecord | undefined, args: Json): Json {
  const range = rangeOf(args);
  const buys = selectBuys(seller, account, args);
  const withDays = args.include_package_daily_breakdown === true;
  const deliveries = buys.map((buy) => buyDelivery(seller, buy, range, withDays));
  const currency = buys[0]?.currency ?? "USD";
  // Sums over several currencies would be false, so only the buys of the reported currency are added up.
  const same = deliveries.filter((_, index) => buys[index]?.currency === currency).map((one) => one.totals);
  const { impressions, spend, clicks, completed_views } = sumDays(same, currency);
  return {
    reporting_period: periodOf(seller, buys, range),
    currency,
    aggregated_totals: { impressions, spend, clicks, completed_views, media_buy_count: same.length },
    media_buy_deliveries: deliveries.map((one) => one.wire),
    ...(account?.sandbox === true ? { sandbox: true } : {}),
  };
}
