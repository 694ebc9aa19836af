import type { DayTotals } from "./model";
import { money } from "./unit-rates";

const rounded = (day: DayTotals, currency: string): DayTotals => ({
  impressions: Math.floor(day.impressions),
  clicks: Math.floor(day.clicks),
  completed_views: Math.floor(day.completed_views),
  spend: money(day.spend, currency),
});

/** Days as a report shows them: whole numbers and the currency's decimals. */
export const roundedDays = (days: Record<string, DayTotals>, currency: string): [date: string, DayTotals][] =>
  Object.entries(days)
    .sort(([left], [right]) => left.localeCompare(right))
    .map(([date, day]) => [date, rounded(day, currency)]);

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
