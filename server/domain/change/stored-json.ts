import { canonicalJson } from "../canonical-json";
import type { CreateMediaBuyIntent, MediaBuyPatch, MediaBuyValues, Verdict } from "./patch";

const wholeNumber = /^-?\d+$/;

/** bigint members of our JSON columns, by name: money ends in "Micros", counts are these. */
function isWhole(name: string, value: string): boolean {
  return (name.endsWith("Micros") || name === "impressions" || name === "clicks") && wholeNumber.test(value);
}

/** What JSON.parse made, amounts as bigint in their place: a reviver of JSON.parse would be asked for every member of it. */
function revived(value: unknown): unknown {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) {
    for (const member of value) revived(member);
    return value;
  }
  const members = value as Record<string, unknown>;
  for (const name in members) {
    const member = members[name];
    if (typeof member === "object") revived(member);
    else if (typeof member === "string" && isWhole(name, member)) members[name] = BigInt(member);
  }
  return value;
}

/** JSON text for a column; amounts as decimal text. `readStored` gives the same value back. */
export function writeStored(value: unknown): string {
  return canonicalJson(value);
}

/** Reads a column that `writeStored` wrote; never used for a seller's own bytes. */
export function readStored<T>(text: string): T {
  return revived(JSON.parse(text)) as T;
}

/** Change.patch of an update. */
export const encodePatch = (patch: MediaBuyPatch): string => writeStored(patch);
export const decodePatch = (text: string): MediaBuyPatch => readStored(text);

/** Change.base of an update: what the patch was based on. */
export const encodeValues = (values: MediaBuyValues): string => writeStored(values);
export const decodeValues = (text: string): MediaBuyValues => readStored(text);

/** Change.patch of a create. */
export const encodeIntent = (intent: CreateMediaBuyIntent): string => writeStored(intent);
export const decodeIntent = (text: string): CreateMediaBuyIntent => readStored(text);

export const encodeVerdicts = (verdicts: readonly Verdict[]): string => writeStored(verdicts);
export const decodeVerdicts = (text: string): readonly Verdict[] => JSON.parse(text) as readonly Verdict[];
