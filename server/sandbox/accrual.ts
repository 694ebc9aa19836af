import { DAY_MS, iso } from "./clock";
import type { DayTotals, PackageRecord } from "./model";
import { dayFactor, impressionsFor, unitsFor } from "./unit-rates";

const CLICK_RATE = 0.0042;
const COMPLETION_RATE = 0.78;

/** The time a package runs in, in buy-clock milliseconds. */
export interface Window {
  from: number;
  to: number;
  flightStart: number;
  flightEnd: number;
}

export const spentOf = (days: Record<string, DayTotals>): number =>
  Object.values(days).reduce((sum, day) => sum + day.spend, 0);

function paceFactor(pacing: string, window: Window, atMs: number): number {
  if (pacing === "asap") return 3;
  if (pacing !== "front_loaded") return 1;
  const progress = (atMs - window.flightStart) / Math.max(1, window.flightEnd - window.flightStart);
  return 1.5 - Math.min(1, Math.max(0, progress));
}

function metricsFor(pack: PackageRecord, spend: number): DayTotals {
  const units = unitsFor(pack.pricing_model, pack.rate, spend);
  const impressions = impressionsFor(pack.pricing_model, pack.rate, spend);
  const clicks = pack.pricing_model === "cpc" ? units : impressions * CLICK_RATE;
  const plays = pack.format_ids.some((format) => /^(video|audio)/.test(format.id));
  const completed = pack.pricing_model === "cpcv" ? units : impressions * (plays ? COMPLETION_RATE : 0);
  return { impressions, clicks, completed_views: completed, spend };
}

export function addDay(days: Record<string, DayTotals>, day: string, more: DayTotals): void {
  const old = days[day] ?? { impressions: 0, clicks: 0, completed_views: 0, spend: 0 };
  days[day] = {
    impressions: old.impressions + more.impressions,
    clicks: old.clicks + more.clicks,
    completed_views: old.completed_views + more.completed_views,
    spend: old.spend + more.spend,
  };
}

/**
 * What the package delivers in the window, added to what it has delivered, per UTC day of the buy's clock.
 * The same package at the same moment gives the same numbers; they never shrink and never exceed the budget.
 */
export function accrue(pack: PackageRecord, window: Window): Record<string, DayTotals> {
  const days = structuredClone(pack.days);
  let left = pack.budget - spentOf(days);
  const rate = left / Math.max(1, window.flightEnd - window.from);
  let at = window.from;
  while (at < window.to && left > 0) {
    const dayEnd = Math.min(window.to, (Math.floor(at / DAY_MS) + 1) * DAY_MS);
    const pace = paceFactor(pack.pacing, window, at) * dayFactor(pack.package_id, at);
    const spend = Math.min(left, (dayEnd - at) * rate * pace);
    addDay(days, iso(at).slice(0, 10), metricsFor(pack, spend));
    left -= spend;
    at = dayEnd;
  }
  return days;
}
