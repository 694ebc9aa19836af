import type { PricingOption, ProductForecast } from "@/server/domain/media-buy/product";
import { formatAmount } from "@/server/domain/money";

const models: Readonly<Record<string, string>> = {
  cpm: "CPM",
  vcpm: "vCPM",
  cpc: "CPC",
  cpcv: "CPCV",
  cpv: "CPV",
  cpp: "CPP",
  cpa: "CPA",
  flat_rate: "flat rate",
  time: "per time",
};

/** "CPM", "flat rate"; a model we do not know keeps the seller's own word. */
export function modelWord(model: string): string {
  return models[model] ?? model;
}

/** "24.00 fixed", "≥ 2.40, p50 3.10", "auction": the price without its model and currency. */
export function priceWords(option: PricingOption): string {
  const { currency, fixedPriceMicros, floorPriceMicros, priceGuidanceMicros } = option;
  const amount = (micros: bigint) => formatAmount({ micros, currency });
  if (fixedPriceMicros !== null) return `${amount(fixedPriceMicros)} fixed`;
  const middle = priceGuidanceMicros?.p50;
  const parts = [
    floorPriceMicros === null ? null : `≥ ${amount(floorPriceMicros)}`,
    middle === undefined ? null : `p50 ${amount(middle)}`,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(", ") : "auction";
}

/** What an option is sorted by: its fixed price, else its middle price, else its floor. */
export function priceOf(option: PricingOption): bigint | null {
  return option.fixedPriceMicros ?? option.priceGuidanceMicros?.p50 ?? option.floorPriceMicros;
}

/** "1.5–1.9 M", "180 k": a forecast in a glance, null when the seller gives none. */
export function forecastWords(forecast: ProductForecast | null): string | null {
  if (!forecast) return null;
  const { impressionsLow: low, impressionsMid: mid, impressionsHigh: high } = forecast;
  if (low !== null && high !== null && low !== high) return `${short(low)} – ${short(high)}`;
  const one = mid ?? low ?? high;
  return one === null ? null : short(one);
}

const shortNumber = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

function short(count: bigint): string {
  return shortNumber.format(count);
}

export function deliveryWord(deliveryType: string): string {
  if (deliveryType === "guaranteed") return "guaranteed";
  return deliveryType === "non_guaranteed" ? "not guaranteed" : deliveryType;
}

/** The option a row is judged by: the first in the plan's currency, else the seller's first. */
export function mainOption(options: readonly PricingOption[], currency: string): PricingOption | null {
  return options.find((option) => option.currency === currency) ?? options[0] ?? null;
}
