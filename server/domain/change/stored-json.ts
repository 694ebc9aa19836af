import { canonicalJson } from "../canonical-json";
import type { CreateMediaBuyIntent, MediaBuyPatch, MediaBuyValues, Verdict } from "./patch";

const wholeNumber = /^-?\d+$/;

/** bigint members of our JSON columns, by name: money ends in "Micros", counts are these. */
function revive(name: string, value: unknown): unknown {
  if (typeof value !== "string" || !wholeNumber.test(value)) return value;
  return name.endsWith("Micros") || name === "impressions" || name === "clicks" ? BigInt(value) : value;
}

/** JSON text for a column; amounts as decimal text. `readStored` gives the same value back. */
export function writeStored(value: unknown): string {
  return canonicalJson(value);
}

/** Reads a column that `writeStored` wrote; never used for a seller's own bytes. */
export function readStored<T>(text: string): T {
  return JSON.parse(text, revive) as T;
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
