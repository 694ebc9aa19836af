import { z } from "zod";
import { fromWireNumber, money } from "@/server/domain/money";
import { type Instant, parseInstant } from "@/server/domain/time";

/**
 * Tolerant building blocks: a field that is absent or of another type reads as undefined and never fails the object it
 * stands in. Enums stay strings, because sellers add words.
 */
export const optionalText = z.string().optional().catch(undefined);
export const optionalNumber = z.number().optional().catch(undefined);
export const optionalFlag = z.boolean().optional().catch(undefined);
export const optionalObject = z.record(z.string(), z.unknown()).optional().catch(undefined);
export const optionalTexts = z
  .array(z.unknown())
  .optional()
  .catch(undefined)
  .transform((values) => values?.filter((value): value is string => typeof value === "string"));

/** A list read entry by entry: one that does not fit is left out, the others stay. */
export function tolerantList<T>(entry: z.ZodType<T>) {
  return z
    .array(z.unknown())
    .optional()
    .catch(undefined)
    .transform((values) => values && readableIn(values, entry));
}

/** The same of a list that stands alone, without a schema made for each reading; none where there is no list. */
export function readableIn<T>(values: unknown, entry: z.ZodType<T>): T[] {
  if (!Array.isArray(values)) return [];
  return values.flatMap((value) => {
    const parsed = entry.safeParse(value);
    return parsed.success ? [parsed.data] : [];
  });
}

export function instantOr(value: string | null | undefined): Instant | undefined {
  if (value === undefined || value === null) return undefined;
  try {
    return parseInstant(value);
  } catch {
    return undefined;
  }
}

/** A stated amount → micros; undefined when it is absent or not exact in six decimals. Float noise past 15 digits is dropped. */
export function statedMicros(value: number | null | undefined, currency: string): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  const micros = Math.round(value * 1_000_000);
  // Up to fifteen digits a number stands for one decimal only: this is it, and writing it out costs more than the rest of a product.
  if (Math.abs(micros) < 1e15 && micros / 1_000_000 === value) return BigInt(micros);
  try {
    return fromWireNumber(Number(value.toPrecision(15)), currency).micros;
  } catch {
    return undefined;
  }
}

/** A measured amount (spend) → micros, rounded: sellers compute it in floats. */
export function measuredMicros(value: number | undefined, currency: string): bigint {
  if (value === undefined || !Number.isFinite(value) || Math.abs(value) > 9e12) return 0n;
  return money(BigInt(Math.round(value * 1_000_000)), currency).micros;
}

/** A count that sellers may send as a fraction → whole, never negative. */
export function wholeCount(value: number | undefined): bigint | undefined {
  if (value === undefined || !Number.isFinite(value) || value < 0) return undefined;
  return BigInt(Math.round(value));
}
