import { accrue, spentOf, type Window } from "./accrual";
import { buyClock, iso, parseIso } from "./clock";
import { servesFromMs } from "./creative-review";
import type { BuyRecord, CreativeRecord, DayTotals, PackageRecord } from "./model";
import type { Seller } from "./seller";
import { money } from "./unit-rates";

const TERMINAL = ["completed", "rejected", "canceled"];

export const isTerminal = (status: string): boolean => TERMINAL.includes(status);

/** The buy's own clock as seen at a wall-clock moment. */
const buyTimeAt = (seller: Seller, buy: BuyRecord, wallMs: number): number =>
  buy.clock === undefined ? wallMs : buyClock(buy.clock.set_ms, buy.clock.start_ms, seller.speed, wallMs);

export const buyTime = (seller: Seller, buy: BuyRecord): number => buyTimeAt(seller, buy, seller.now());

const creativeOf = (seller: Seller, buy: BuyRecord, id: string): CreativeRecord | undefined =>
  seller.store.get<CreativeRecord>("creative", buy.account_key, id);

/** Wall-clock milliseconds from which one of the package's creatives may serve; infinite when none will. */
function readyMs(seller: Seller, buy: BuyRecord, pack: PackageRecord): number {
  const times = pack.creative_assignments.map(({ creative_id, weight }) => {
    const creative = creativeOf(seller, buy, creative_id);
    return creative === undefined || weight === 0 ? Number.POSITIVE_INFINITY : servesFromMs(seller, creative);
  });
  return Math.min(Number.POSITIVE_INFINITY, ...times);
}

const hasCreative = (seller: Seller, buy: BuyRecord, pack: PackageRecord): boolean =>
  Number.isFinite(readyMs(seller, buy, pack));

const livePackages = (buy: BuyRecord): PackageRecord[] => buy.packages.filter((pack) => !pack.canceled);

function statusNow(seller: Seller, buy: BuyRecord): string {
  if (buy.cancellation !== undefined) return "canceled";
  if (buy.forced_status !== undefined) return buy.forced_status;
  const time = buyTime(seller, buy);
  if (time >= parseIso(buy.end_time)) return "completed";
  if (buy.held_from !== undefined) return "paused";
  const running = buy.paused ? "paused" : "active";
  if (buy.status === "active" || buy.status === "paused") return running;
  // There is no way back to pending_creatives (media buy state transitions): a later rejection only stops delivery.
  const waiting = buy.clock === undefined && livePackages(buy).some((pack) => !hasCreative(seller, buy, pack));
  if (waiting) return "pending_creatives";
  return time < parseIso(buy.start_time) ? "pending_start" : running;
}

export function record(
  seller: Seller,
  buy: BuyRecord,
  action: string,
  actor: string,
  summary: string,
  pack?: string,
): void {
  buy.history.unshift({
    revision: buy.revision,
    timestamp: iso(seller.now()),
    actor,
    action,
    summary,
    ...(pack === undefined ? {} : { package_id: pack }),
  });
}

export const saveBuy = (seller: Seller, buy: BuyRecord): void =>
  seller.store.put("buy", buy.account_key, buy.media_buy_id, buy);

/**
 * Lets the clock move the status on. A move by the clock is in the history but does not raise the revision:
 * a revision counts what people and buyers changed, so a buyer's edit is not refused because a flight began.
 */
export function touch(seller: Seller, buy: BuyRecord): BuyRecord {
  const status = statusNow(seller, buy);
  if (status === buy.status) return buy;
  record(seller, buy, "status_changed", "seller", `Status moved from ${buy.status} to ${status}.`);
  buy.status = status;
  const runs = !isTerminal(status) && buy.held_from === undefined;
  if (runs) buy.clock ??= { set_ms: seller.now(), start_ms: parseIso(buy.start_time) };
  buy.updated_at = iso(seller.now());
  saveBuy(seller, buy);
  return buy;
}

/** The seller's own pause: at once, in any state, and back to that state when it is lifted. */
export function holdBuy(buy: BuyRecord): void {
  buy.held_from ??= buy.status;
  buy.paused = true;
}

/** Lifts a pause, whoever set it. */
export function releaseBuy(buy: BuyRecord): void {
  if (buy.held_from !== undefined) buy.status = buy.held_from;
  delete buy.held_from;
  buy.paused = false;
}

export const packageStart = (buy: BuyRecord, pack: PackageRecord): number =>
  parseIso(pack.start_time ?? buy.start_time);

export const packageEnd = (buy: BuyRecord, pack: PackageRecord): number => parseIso(pack.end_time ?? buy.end_time);

function windowOf(seller: Seller, buy: BuyRecord, pack: PackageRecord): Window {
  const flightStart = packageStart(buy, pack);
  const flightEnd = packageEnd(buy, pack);
  const ready = readyMs(seller, buy, pack);
  const readyAt = Number.isFinite(ready) ? buyTimeAt(seller, buy, ready) : Number.POSITIVE_INFINITY;
  const from = Math.max(pack.settled_until, flightStart, readyAt);
  return { from, to: Math.min(buyTime(seller, buy), flightEnd), flightStart, flightEnd };
}

/** Delivery per day until now. The buy must have been touched. */
export function deliveredDays(seller: Seller, buy: BuyRecord, pack: PackageRecord): Record<string, DayTotals> {
  const serving = buy.status === "active" || (buy.status === "completed" && !buy.paused);
  if (!serving || pack.paused || pack.canceled || buy.forced_status === "completed") return pack.days;
  const window = windowOf(seller, buy, pack);
  return window.from < window.to ? accrue(pack, window) : pack.days;
}

/** Books delivery up to now, before anything that changes its rate. */
export function settle(seller: Seller, buy: BuyRecord): void {
  const time = buyTime(seller, buy);
  for (const pack of buy.packages) {
    pack.days = deliveredDays(seller, buy, pack);
    pack.settled_until = Math.max(pack.settled_until, time);
  }
}

export const spentSoFar = (seller: Seller, buy: BuyRecord, pack: PackageRecord): number =>
  money(spentOf(deliveredDays(seller, buy, pack)), pack.currency);

export const totalBudget = (buy: BuyRecord): number => livePackages(buy).reduce((sum, pack) => sum + pack.budget, 0);
