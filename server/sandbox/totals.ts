import type { DayTotals } from "./model";
import { money } from "./unit-rates";

const KEYS = ["impressions", "clicks", "completed_views"] as const;

const whole = (day: DayTotals, currency: string): DayTotals => ({
  impressions: Math.floor(day.impressions),
  clicks: Math.floor(day.clicks),
  completed_views: Math.floor(day.completed_views),
  spend: money(day.spend, currency),
});

/**
 * Days as a report shows them: whole numbers and the currency's decimals. The running total is what is rounded, so
 * that the days add up to the rounded total and never to more than the budget.
 */
export function roundedDays(days: Record<string, DayTotals>, currency: string): [date: string, DayTotals][] {
  const sum: DayTotals = { impressions: 0, clicks: 0, completed_views: 0, spend: 0 };
  let shown = { ...sum };
  return Object.entries(days)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([date, day]) => {
      for (const key of KEYS) sum[key] += day[key];
      sum.spend += day.spend;
      const total = whole(sum, currency);
      const reported = { ...total, spend: money(total.spend - shown.spend, currency) };
      for (const key of KEYS) reported[key] = total[key] - shown[key];
      shown = total;
      return [date, reported];
    });
}

/** Sums of reported (already rounded) days, so that the parts always add up to the total. */
export function sumDays(days: readonly DayTotals[], currency: string): DayTotals {
  const sum = { impressions: 0, clicks: 0, completed_views: 0, spend: 0 };
  for (const day of days) {
    sum.impressions += day.impressions;
    sum.clicks += day.clicks;
    sum.completed_views += day.completed_views;
    sum.spend += day.spend;
  }
  return { ...sum, spend: money(sum.spend, currency) };
}

export const packageTotals = (days: Record<string, DayTotals>, currency: string): DayTotals =>
  sumDays(
    roundedDays(days, currency).map(([, day]) => day),
    currency,
  );
