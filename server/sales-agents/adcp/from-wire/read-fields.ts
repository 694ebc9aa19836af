import { isObject, type Json } from "../seller-problem";

/**
 * Fields of what sellers send by the thousand, read one by one: a tenth of what a schema costs. As tolerant as scalars.ts: a field that is
 * absent or of another type reads as undefined.
 */
export const textIn = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
export const flagIn = (value: unknown): boolean | undefined => (typeof value === "boolean" ? value : undefined);
export const objectIn = (value: unknown): Json | undefined => (isObject(value) ? value : undefined);

/** Entry by entry: one that cannot be read (null) is left out, the others stay. */
export function listIn<T>(value: unknown, entry: (value: unknown) => T | null): T[] {
  if (!Array.isArray(value)) return [];
  const read: T[] = [];
  for (const one of value) {
    const made = entry(one);
    if (made !== null) read.push(made);
  }
  return read;
}

export const textsIn = (value: unknown): string[] => listIn(value, (one) => textIn(one) ?? null);

/** The first of these fields that does not fit, in their order; null: all do. */
export function misfit(value: Json, fields: Readonly<Record<string, (field: unknown) => boolean>>): string | null {
  for (const name in fields) if (!fields[name]?.(value[name])) return name;
  return null;
}

export const isText = (value: unknown): boolean => typeof value === "string";
export const isName = (value: unknown): boolean => typeof value === "string" && value !== "";
export const isNumberOrAbsent = (value: unknown): boolean =>
  value === undefined || value === null || typeof value === "number";
