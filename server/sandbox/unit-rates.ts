import { DAY_MS, seeded } from "./clock";

const IMPRESSIONS: Record<string, number> = {
  cpm: 1000,
  vcpm: 1400,
  cpc: 450,
  cpcv: 1.3,
  cpv: 1.15,
  cpp: 42_000,
  cpa: 9000,
};

const IMPRESSIONS_PER_FLAT_CURRENCY_UNIT = 90;

/** Priced units that a spend buys: thousands, clicks, views. A flat rate is counted in units of its currency. */
export const unitsFor = (model: string, rate: number, spend: number): number =>
  model in IMPRESSIONS ? spend / Math.max(rate, 0.0001) : spend;

/** Impressions that a spend brings; forecasts and delivery use the same ratios. */
export const impressionsFor = (model: string, rate: number, spend: number): number =>
  unitsFor(model, rate, spend) * (IMPRESSIONS[model] ?? IMPRESSIONS_PER_FLAT_CURRENCY_UNIT);

/** Daily wobble between 0.88 and 1.08: delivery looks alive and is still the same on every read. */
export const dayFactor = (seed: string, atMs: number): number =>
  0.88 + 0.2 * seeded(`${seed}:${Math.floor(atMs / DAY_MS)}`);

/** Rounds to the currency's decimals. */
export function money(amount: number, currency: string): number {
  const scale = currency === "JPY" ? 1 : 100;
  return Math.round(amount * scale) / scale;
}
