import { type Day, dayIn, type Instant } from "../time";

export type DeliveryNumbers = {
  readonly impressions: bigint;
  readonly clicks: bigint;
  readonly spendMicros: bigint;
};
export type DeliveryDay = DeliveryNumbers & { readonly day: Day };

/**
 * The daily rows that a report makes: they replace what is stored for those days, never add to it. A seller without a daily
 * breakdown gives running totals only; what is new in them since the days before counts for the report's own UTC day.
 */
export function deliveryRows(
  report: DeliveryNumbers & { readonly days: readonly DeliveryDay[] },
  asOf: Instant,
  stored: readonly DeliveryDay[],
): readonly DeliveryDay[] {
  if (report.days.length > 0) return [...new Map(report.days.map((day) => [day.day, day])).values()];
  const day = dayIn(asOf, "UTC");
  const before = addUp(stored.filter((row) => row.day < day));
  const more = (total: bigint, already: bigint) => (total > already ? total - already : 0n);
  return [
    {
      day,
      impressions: more(report.impressions, before.impressions),
      clicks: more(report.clicks, before.clicks),
      spendMicros: more(report.spendMicros, before.spendMicros),
    },
  ];
}

export function addUp(rows: readonly DeliveryNumbers[]): DeliveryNumbers {
  return rows.reduce(
    (sum, row) => ({
      impressions: sum.impressions + row.impressions,
      clicks: sum.clicks + row.clicks,
      spendMicros: sum.spendMicros + row.spendMicros,
    }),
    { impressions: 0n, clicks: 0n, spendMicros: 0n },
  );
}
