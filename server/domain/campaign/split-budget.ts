import { DomainError } from "../errors";
import { allocate, formatMoney, type Money } from "../money";

export const splitModes = ["even", "minimums", "forecast", "amounts"] as const;
export type SplitMode = (typeof splitModes)[number];

/** One part of a split. Micros of the total's currency; impressions as the seller forecast them. */
export type SplitPart = {
  readonly minimumMicros: bigint | null;
  readonly forecastImpressions: bigint | null;
  readonly currentMicros: bigint;
};

/**
 * Parts that are whole minor units and sum to `total` exactly. even: alike; minimums: each its minimum, the rest alike;
 * forecast: by the sellers' forecast impressions; amounts: in the ratio of what is typed now.
 */
export function splitBudget(total: Money, parts: readonly SplitPart[], mode: SplitMode): Money[] {
  if (parts.length === 0) throw new DomainError("INVALID_INPUT", "There are no packages to split the total over");
  switch (mode) {
    case "even":
      return allocate(
        total,
        parts.map(() => 1n),
      );
    case "amounts":
      return allocate(
        total,
        parts.map((part) => part.currentMicros),
      );
    case "forecast":
      return allocate(total, forecastWeights(parts));
    case "minimums":
      return aboveMinimums(total, parts);
  }
}

function forecastWeights(parts: readonly SplitPart[]): bigint[] {
  const weights = parts.map((part) => part.forecastImpressions ?? 0n);
  if (weights.some((weight) => weight === 0n)) {
    throw new DomainError("INVALID_INPUT", "Not every package has a forecast from its seller");
  }
  return weights;
}

function aboveMinimums(total: Money, parts: readonly SplitPart[]): Money[] {
  const minimums = parts.map((part) => part.minimumMicros ?? 0n);
  const together = minimums.reduce((sum, minimum) => sum + minimum, 0n);
  if (together > total.micros) {
    const needed = formatMoney({ micros: together, currency: total.currency });
    throw new DomainError("BUDGET_EXCEEDED", `The minimums alone come to ${needed}, more than there is to split`);
  }
  const rest = allocate(
    { ...total, micros: total.micros - together },
    parts.map(() => 1n),
  );
  return rest.map((share, index) => ({ ...share, micros: share.micros + (minimums[index] ?? 0n) }));
}

/** `basisPoints` of the total (3_000 = 30 %), rounded to a whole minor unit. */
export function shareOf(total: Money, basisPoints: number): Money {
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > 10_000) {
    throw new DomainError("INVALID_INPUT", "A share is between 0 and 100 %");
  }
  const [share] = allocate(total, [BigInt(basisPoints), BigInt(10_000 - basisPoints)]);
  return share ?? { ...total, micros: 0n };
}

/** "30%", "12.5 %" → basis points; null when the text is no percentage. */
export function parsePercent(text: string): number | null {
  const match = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%$/.exec(text.trim());
  if (!match) return null;
  return Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
}
