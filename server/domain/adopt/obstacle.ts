import type { SeenMediaBuy, SeenPackage } from "./seen-media-buy";

/** Why a media buy made elsewhere cannot become ours. Its status is no reason: one that has ended is taken over as the record it is. */
export const obstacles = ["no_packages", "unknown_currency", "unknown_amount", "maybe_ours"] as const;
export type Obstacle = (typeof obstacles)[number];

export const obstacleWords: Readonly<Record<Obstacle, string>> = {
  no_packages: "The seller shows no packages of it",
  unknown_currency: "The seller names no currency",
  unknown_amount: "The seller does not say what each package may spend",
  maybe_ours: "It may be a media buy that is just being made here",
};

export function obstacleOf(text: string | null): Obstacle | null {
  return obstacles.find((one) => one === text) ?? null;
}

/** null: it can be taken over. */
export function obstacleTo(buy: SeenMediaBuy): Obstacle | null {
  if (buy.packages.length === 0) return "no_packages";
  // XXX is ISO 4217's "no currency".
  if (!/^[A-Z]{3}$/.test(buy.currency) || buy.currency === "XXX") return "unknown_currency";
  return budgetsOf(buy) === null ? "unknown_amount" : null;
}

/**
 * Micros by package id. One living package without a budget has what the others leave of the stated total; null: that cannot be
 * told. Of a canceled package nothing is committed, so its budget may be missing.
 */
export function budgetsOf(buy: SeenMediaBuy): ReadonlyMap<string, bigint> | null {
  const said = (pack: SeenPackage) => pack.budgetMicros ?? (pack.canceled === true ? 0n : undefined);
  const budgets = new Map(buy.packages.map((pack) => [pack.packageId, said(pack)]));
  const silent = buy.packages.filter((pack) => said(pack) === undefined);
  const [one] = silent;
  if (one) {
    const living = buy.packages.filter((pack) => pack.canceled !== true);
    const rest = living.reduce((sum, pack) => sum + (pack.budgetMicros ?? 0n), 0n);
    if (silent.length > 1 || buy.totalMicros === null || buy.totalMicros < rest) return null;
    budgets.set(one.packageId, buy.totalMicros - rest);
  }
  return new Map([...budgets].flatMap(([id, micros]) => (micros === undefined ? [] : [[id, micros] as const])));
}
