import type { SellerOffer } from "../capabilities/allowed";
import type { Capabilities, TargetingCapabilities } from "../capabilities/capabilities";
import { overlayFieldsIn25 } from "../dialect/limits";
import type { OfferedValues, TargetingLimits } from "./overlay-problems";
import { overlayRules } from "./overlay-rules";

/** What a seller, or one of its products, does not target by, and the values it takes where it takes only some. */
type TargetingOffer = { readonly limits: TargetingLimits; readonly offered: OfferedValues };

/**
 * By field of the overlay, why this seller does not take it (requirements §3.1: the presence of an object is the capability; device type
 * and platform come with media_buy itself). What it has not said rules nothing out.
 */
export function targetingOffer(seller: SellerOffer, propertyTargetingAllowed: boolean): TargetingOffer {
  const { name, capabilities, dialect } = seller;
  const lacking = offersOf(capabilities).flatMap(([fields, offered]) => (offered ? [] : fields));
  const wordless =
    dialect.version === "2.5" ? [...overlayRules.keys()].filter((one) => !overlayFieldsIn25.includes(one)) : [];
  const limits = new Map([
    ...lacking.map((field) => [field, `${name} does not offer ${targetingWords(field)}`] as const),
    ...(propertyTargetingAllowed
      ? []
      : [["property_list", "The product does not allow to choose its properties"] as const]),
    ...wordless.map((field) => [field, `AdCP 2.5 has no words for ${targetingWords(field)}`] as const),
  ]);
  return { limits, offered: offeredValues(capabilities?.targeting ?? null) };
}

type Offer = readonly [fields: readonly string[], offered: boolean];
const both = (field: string): readonly string[] => [field, `${field}_exclude`];

function offersOf(capabilities: Capabilities | null): readonly Offer[] {
  if (capabilities === null || !capabilities.mediaBuyDeclared) return [];
  const { targeting, audiences } = capabilities;
  const audience: Offer = [["audience_include", "audience_exclude"], audiences !== null];
  if (targeting === null) return [audience];
  return [
    [both("geo_countries"), targeting.countries],
    [both("geo_regions"), targeting.regions],
    [both("geo_metros"), targeting.metros.length > 0],
    [both("geo_postal_areas"), targeting.postalAreas.length > 0],
    [["geo_proximity"], targeting.proximity !== null],
    [["language"], targeting.language],
    [["age_restriction"], targeting.ageRestriction !== null],
    [["keyword_targets"], targeting.keywords !== null],
    [["negative_keywords"], targeting.negativeKeywords !== null],
    audience,
  ];
}

/** Empty lists are no limit: a seller that offers a field without naming its values takes any. */
function offeredValues(targeting: TargetingCapabilities | null): OfferedValues {
  if (targeting === null) return new Map();
  const named: readonly (readonly [readonly string[], readonly string[]])[] = [
    [both("geo_metros"), targeting.metros],
    [both("geo_postal_areas"), targeting.postalAreas],
    [["geo_proximity"], targeting.proximity?.methods ?? []],
    [["age_restriction"], targeting.ageRestriction?.methods ?? []],
    [["keyword_targets"], targeting.keywords ?? []],
    [["negative_keywords"], targeting.negativeKeywords ?? []],
  ];
  return new Map(
    named.flatMap(([fields, values]) => (values.length === 0 ? [] : fields.map((field) => [field, values] as const))),
  );
}

const words: Readonly<Record<string, string>> = {
  geo_countries: "targeting by country",
  geo_countries_exclude: "excluding countries",
  geo_regions: "targeting by region",
  geo_regions_exclude: "excluding regions",
  geo_metros: "targeting by metro area",
  geo_metros_exclude: "excluding metro areas",
  geo_postal_areas: "targeting by postal area",
  geo_postal_areas_exclude: "excluding postal areas",
  geo_proximity: "targeting around places",
  language: "targeting by language",
  age_restriction: "age restrictions",
  keyword_targets: "keywords",
  negative_keywords: "excluding keywords",
  audience_include: "audiences",
  audience_exclude: "excluding audiences",
  device_type: "targeting by device",
  device_type_exclude: "excluding devices",
  device_platform: "targeting by platform",
  daypart_targets: "hours of the day",
  frequency_cap: "a frequency cap",
  property_list: "lists of properties",
};

/** "targeting by country"; a field we have no words for in its own name. */
export function targetingWords(field: string): string {
  return words[field] ?? field.replaceAll("_", " ");
}
