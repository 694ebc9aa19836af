import { z } from "zod";
import { type Instant, isBefore, isDay } from "@/server/domain/time";
import type { DeliveryReport } from "../../sales-agent";
import type { Json } from "../seller-problem";
import { present } from "./present";
import {
  instantOr,
  measuredMicros,
  optionalFlag,
  optionalNumber,
  optionalText,
  tolerantList,
  wholeCount,
} from "./scalars";

const metrics = { impressions: optionalNumber, clicks: optionalNumber, spend: optionalNumber };

const day = z.looseObject({ date: z.string(), ...metrics });
const line = z.looseObject({
  package_id: z.string().min(1),
  currency: optionalText,
  paused: optionalFlag,
  ...metrics,
  daily_breakdown: tolerantList(day),
});
const delivery = z.looseObject({
  media_buy_id: z.string().min(1),
  status: optionalText,
  by_package: tolerantList(line),
});
const report = z.looseObject({
  currency: optionalText,
  reporting_period: z.looseObject({ end: optionalText }).optional().catch(undefined),
  media_buy_deliveries: z.array(delivery),
});

/**
 * get_media_buy_delivery. The wire has no time of measurement: the end of the reported period stands for it, or `now`
 * where the period reaches into the future. null: unreadable, or no currency to read the spend in.
 */
export function deliveryFromWire(payload: Json, now: Instant): readonly DeliveryReport[] | null {
  const parsed = report.safeParse(payload);
  if (!parsed.success) return null;
  const end = instantOr(parsed.data.reporting_period?.end);
  const asOf = end !== undefined && isBefore(end, now) ? end : now;
  const reports = parsed.data.media_buy_deliveries.map((item) => reportFromWire(item, parsed.data.currency, asOf));
  return reports.every((item) => item !== null) ? reports : null;
}

function reportFromWire(
  item: z.infer<typeof delivery>,
  reported: string | undefined,
  asOf: Instant,
): DeliveryReport | null {
  const lines = item.by_package ?? [];
  const currency = reported ?? lines.find((l) => l.currency !== undefined)?.currency;
  if (currency === undefined) return null;
  return {
    mediaBuyId: item.media_buy_id,
    ...present({ status: item.status }),
    currency,
    asOf,
    packages: lines.map((l) => ({
      packageId: l.package_id,
      ...present({ paused: l.paused }),
      ...metricsFromWire(l, l.currency ?? currency),
      days: (l.daily_breakdown ?? [])
        .filter((d) => isDay(d.date))
        .map((d) => ({ day: d.date, ...metricsFromWire(d, l.currency ?? currency) })),
    })),
  };
}

type Metrics = {
  readonly impressions?: number | undefined;
  readonly clicks?: number | undefined;
  readonly spend?: number | undefined;
};

function metricsFromWire(item: Metrics, currency: string) {
  return {
    impressions: wholeCount(item.impressions) ?? 0n,
    clicks: wholeCount(item.clicks) ?? 0n,
    spendMicros: measuredMicros(item.spend, currency),
  };
}
