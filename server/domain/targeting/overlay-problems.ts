import type { FieldIssue } from "../errors";
import type { TargetingOverlay } from "./overlay";
import { overlayRules } from "./overlay-rules";

/** Why this seller, or this product, cannot target by a field; a field that is not in it can be used. */
export type TargetingLimits = ReadonlyMap<string, string>;

/** The systems, match types or methods a seller takes in a field; a field that is not in it takes any. */
export type OfferedValues = ReadonlyMap<string, readonly string[]>;

/**
 * Everything that keeps an overlay from being sent (requirements §3.9): values the protocol does not know, the same value included
 * and excluded, and what the seller does not offer. Paths are the overlay's own field names; fields we do not know pass as they are.
 */
export function overlayProblems(
  overlay: TargetingOverlay,
  limits: TargetingLimits = new Map(),
  offered: OfferedValues = new Map(),
): FieldIssue[] {
  return [
    ...Object.entries(overlay).flatMap(([field, value]) => fieldProblems(field, value, limits)),
    ...limitProblems(overlay, limits, offered).filter(({ path }) => !limits.has(path)),
    ...pairs.flatMap(([field, excluded]) => clashes(overlay, field, excluded)),
    ...regionsOutside(overlay),
  ];
}

function fieldProblems(field: string, value: unknown, limits: TargetingLimits): FieldIssue[] {
  const limit = limits.get(field);
  if (limit !== undefined) return isEmptyList(value) ? [] : [{ path: field, message: limit }];
  const rule = overlayRules.get(field);
  const complaints = rule ? rule(value) : [];
  return complaints.map((message) => ({
    path: field,
    message: startsWithQuote(message) ? message : `${named(field)} ${message}`,
  }));
}

/** Only what the seller does not take: fields it lacks, and values it lacks in a field it has. */
export function limitProblems(
  overlay: TargetingOverlay,
  limits: TargetingLimits,
  offered: OfferedValues,
): FieldIssue[] {
  return Object.entries(overlay).flatMap(([field, value]) => {
    if (isEmptyList(value)) return [];
    const limit = limits.get(field);
    if (limit !== undefined) return [{ path: field, message: limit }];
    const known = offered.get(field);
    // No capability names a seller's own areas ("custom").
    const strangers = known ? namedIn(field, value).filter((one) => one !== "custom" && !known.includes(one)) : [];
    return [...new Set(strangers)].map((one) => ({
      path: field,
      message: `${named(field)} of ${named(one)} are not offered, only ${(known ?? []).map(named).join(", ")}`,
    }));
  });
}

const proximityMethods = ["radius", "travel_time", "geometry"] as const;

/** The systems, match types or methods that a field's value uses. */
function namedIn(field: string, value: unknown): readonly string[] {
  if (!Array.isArray(value)) {
    const methods =
      typeof value === "object" && value !== null && "accepted_methods" in value && value.accepted_methods;
    return Array.isArray(methods) ? methods.map(String) : [];
  }
  return value.flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null) return [];
    if ("system" in entry) return [String(entry.system)];
    if ("match_type" in entry) return [String(entry.match_type)];
    return field === "geo_proximity" ? proximityMethods.filter((method) => method in entry) : [];
  });
}

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;
const startsWithQuote = (text: string): boolean => text.startsWith('"');
const named = (field: string): string => field.replaceAll("_", " ");

const pairs = [
  ["geo_countries", "geo_countries_exclude"],
  ["geo_regions", "geo_regions_exclude"],
  ["geo_metros", "geo_metros_exclude"],
  ["geo_postal_areas", "geo_postal_areas_exclude"],
  ["device_type", "device_type_exclude"],
  ["audience_include", "audience_exclude"],
  ["keyword_targets", "negative_keywords"],
] as const;

function clashes(overlay: TargetingOverlay, field: string, excluded: string): FieldIssue[] {
  const out = new Set(valuesOf(overlay[excluded]));
  const both = valuesOf(overlay[field]).filter((value) => out.has(value));
  return both.map((value) => ({ path: field, message: `${value} is both included and excluded` }));
}

/** An excluded country beats a region of it that is included: the region would never be served. */
function regionsOutside(overlay: TargetingOverlay): FieldIssue[] {
  const out = new Set(valuesOf(overlay.geo_countries_exclude));
  const lost = valuesOf(overlay.geo_regions).filter((region) => out.has(region.slice(0, 2)));
  return lost.map((region) => ({ path: "geo_regions", message: `${region} lies in a country that is excluded` }));
}

/** Comparable entries: texts as they are, areas as "system value", keywords as "word (match type)". */
function valuesOf(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((entry: unknown) => {
    if (typeof entry === "string") return [entry];
    if (typeof entry !== "object" || entry === null) return [];
    if ("keyword" in entry && "match_type" in entry) return [`${String(entry.keyword)} (${String(entry.match_type)})`];
    if (!("system" in entry && "values" in entry && Array.isArray(entry.values))) return [];
    return entry.values.map((one: unknown) => `${String(entry.system)} ${String(one)}`);
  });
}

/** Without empty lists: the wire takes none (`minItems` 1), and they say the same as being absent. */
export function withoutEmptyLists(overlay: TargetingOverlay): TargetingOverlay {
  return Object.fromEntries(
    Object.entries(overlay).filter(([, value]) => !(Array.isArray(value) && value.length === 0)),
  );
}
