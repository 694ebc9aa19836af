import type { TargetingLimits } from "./overlay-problems";

type Json = Readonly<Record<string, unknown>>;
const objectAt = (value: unknown, ...path: readonly string[]): Json | undefined => {
  let at: unknown = value;
  for (const name of path) at = typeof at === "object" && at !== null ? (at as Json)[name] : undefined;
  return typeof at === "object" && at !== null && !Array.isArray(at) ? (at as Json) : undefined;
};

/**
 * What this seller does not offer, from its own get_adcp_capabilities (requirements §3.1: the presence of an object is the
 * capability; device type and platform come with media_buy itself). null: nothing known, so nothing is ruled out.
 */
export function targetingLimits(capabilities: Json | null, propertyTargetingAllowed: boolean): TargetingLimits {
  const limits = new Map<string, string>();
  if (!propertyTargetingAllowed) limits.set("property_list", "The product does not allow to choose its properties");
  const mediaBuy = objectAt(capabilities, "media_buy");
  if (mediaBuy === undefined) return limits;
  const targeting = objectAt(mediaBuy, "execution", "targeting") ?? {};
  for (const [fields, offered] of offers(mediaBuy, targeting)) {
    if (offered) continue;
    for (const field of fields)
      limits.set(field, `The seller does not offer ${words[field] ?? field.replaceAll("_", " ")}`);
  }
  return limits;
}

type Offer = readonly [fields: readonly string[], offered: boolean];
const both = (field: string): readonly string[] => [field, `${field}_exclude`];

function offers(mediaBuy: Json, targeting: Json): readonly Offer[] {
  const has = (name: string) => targeting[name] === true || objectAt(targeting, name) !== undefined;
  return [
    [both("geo_countries"), has("geo_countries")],
    [both("geo_regions"), has("geo_regions")],
    [both("geo_metros"), has("geo_metros")],
    [both("geo_postal_areas"), has("geo_postal_areas")],
    [["geo_proximity"], has("geo_proximity")],
    [["language"], has("language")],
    [["age_restriction"], objectAt(targeting, "age_restriction")?.supported === true],
    [["keyword_targets"], has("keyword_targets")],
    [["negative_keywords"], has("negative_keywords")],
    [["audience_include", "audience_exclude"], mediaBuy.audience_targeting !== undefined],
  ];
}

const words: Readonly<Record<string, string>> = {
  geo_countries: "targeting by country",
  geo_regions: "targeting by region",
  geo_metros: "targeting by metro area",
  geo_postal_areas: "targeting by postal area",
  geo_proximity: "targeting around places",
  language: "targeting by language",
  age_restriction: "age restrictions",
  keyword_targets: "keywords",
  negative_keywords: "excluding keywords",
  audience_include: "audiences",
  audience_exclude: "excluding audiences",
};
