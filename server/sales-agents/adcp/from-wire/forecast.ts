import { z } from "zod";
import type { ProductForecast } from "@/server/domain/media-buy/product";
import type { Json } from "../seller-problem";
import { optionalNumber, optionalText, readableIn, statedMicros, wholeCount } from "./scalars";

const range = z.looseObject({ low: optionalNumber, mid: optionalNumber, high: optionalNumber });
const forecastPoint = z.looseObject({
  budget: optionalNumber,
  metrics: z.looseObject({ impressions: range.optional().catch(undefined) }),
});

/** The richest point that forecasts impressions: the last one, points ascend by budget (`core/delivery-forecast.json`). */
export function forecastFromWire(value: Json | undefined): ProductForecast | null {
  if (value === undefined) return null;
  const points = readableIn(value.points, forecastPoint);
  const best = points.filter((point) => point.metrics.impressions !== undefined).at(-1);
  if (best === undefined) return null;
  const currency = optionalText.parse(value.currency) ?? null;
  const impressions = best.metrics.impressions;
  return {
    method: optionalText.parse(value.method) ?? null,
    currency,
    budgetMicros: currency === null ? null : (statedMicros(best.budget, currency) ?? null),
    impressionsLow: wholeCount(impressions?.low) ?? null,
    impressionsMid: wholeCount(impressions?.mid) ?? null,
    impressionsHigh: wholeCount(impressions?.high) ?? null,
  };
}
