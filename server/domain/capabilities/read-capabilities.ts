import type { Capabilities, ConversionCapabilities, IdempotencyClaim, TargetingCapabilities } from "./capabilities";

export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
export const textsOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const textOf = (value: unknown): string | null => (typeof value === "string" ? value : null);
const objectAt = (value: unknown, name: string): Json | undefined => {
  const inner = isObject(value) ? value[name] : undefined;
  return isObject(inner) ? inner : undefined;
};

function readDigest(value: unknown): "required" | "forbidden" | "either" {
  return value === "required" || value === "forbidden" ? value : "either";
}

/** What the transport knows beside the answer itself. */
export type Beside = { readonly tools: readonly string[]; readonly sellerName: string | null };

/** get_adcp_capabilities as it came → our words (requirements §3.1). What is absent or of another type reads as not said. */
export function readCapabilities(raw: Json, { tools, sellerName }: Beside): Capabilities {
  const adcp = objectAt(raw, "adcp");
  const account = objectAt(raw, "account");
  const mediaBuy = objectAt(raw, "media_buy");
  const features = objectAt(mediaBuy, "features");
  const portfolio = objectAt(mediaBuy, "portfolio");
  const signing = objectAt(raw, "request_signing");
  const targeting = readTargeting(mediaBuy);
  const library = objectAt(raw, "creative")?.has_creative_library;
  return {
    sellerName,
    majorVersions: Array.isArray(adcp?.major_versions)
      ? adcp.major_versions.filter((one): one is number => typeof one === "number")
      : [],
    protocols: textsOf(raw.supported_protocols),
    specialisms: textsOf(raw.specialisms),
    extensions: textsOf(raw.extensions_supported),
    ...readIdempotency(objectAt(adcp, "idempotency")),
    requireOperatorAuth: account?.require_operator_auth === true,
    sandboxAccounts: account?.sandbox === true,
    account: {
      requiredForProducts: account?.required_for_products === true,
      financials: account?.account_financials === true,
      billing: textsOf(account?.supported_billing),
      authorizationEndpoint: textOf(account?.authorization_endpoint),
    },
    inlineCreatives: features?.inline_creative_management === true,
    geoCountries: targeting?.countries === true,
    features: {
      propertyListFiltering: features?.property_list_filtering === true,
      catalogManagement: features?.catalog_management === true,
      contentStandards: objectAt(mediaBuy, "content_standards") !== undefined,
    },
    targeting,
    audiences: readAudiences(objectAt(mediaBuy, "audience_targeting")),
    conversions: readConversions(objectAt(mediaBuy, "conversion_tracking")),
    mediaBuyDeclared: mediaBuy !== undefined,
    pricingModels: textsOf(mediaBuy?.supported_pricing_models),
    reportingMethods: Array.isArray(mediaBuy?.reporting_delivery_methods)
      ? textsOf(mediaBuy.reporting_delivery_methods)
      : null,
    creativeLibrary: typeof library === "boolean" ? library : null,
    webhookSigning: objectAt(raw, "webhook_signing")?.supported === true,
    requestSigning: {
      supported: signing?.supported === true,
      requiredFor: textsOf(signing?.required_for),
      digest: readDigest(signing?.covers_content_digest),
    },
    tools,
    publisherDomains: textsOf(portfolio?.publisher_domains),
    channels: textsOf(portfolio?.primary_channels),
    countries: textsOf(portfolio?.primary_countries),
    description: textOf(portfolio?.description),
    lastUpdatedAt: textOf(raw.last_updated),
    raw,
  };
}

/** Bounds of the standard; outside them, or unsupported, the seller promises nothing. */
function readIdempotency(declared: Json | undefined): {
  readonly idempotency: IdempotencyClaim;
  readonly replayTtlSeconds: number | null;
} {
  if (declared === undefined) return { idempotency: "not_declared", replayTtlSeconds: null };
  if (declared.supported === false) return { idempotency: "unsupported", replayTtlSeconds: null };
  const seconds = declared.replay_ttl_seconds;
  const inBounds = typeof seconds === "number" && seconds >= 3_600 && seconds <= 604_800;
  return { idempotency: inBounds ? "supported" : "not_declared", replayTtlSeconds: inBounds ? seconds : null };
}

/** The presence of an object is the capability. A seller without the section has not said. */
function readTargeting(mediaBuy: Json | undefined): TargetingCapabilities | null {
  const targeting = objectAt(objectAt(mediaBuy, "execution"), "targeting");
  if (targeting === undefined) return null;
  const proximity = objectAt(targeting, "geo_proximity");
  const age = objectAt(targeting, "age_restriction");
  return {
    countries: targeting.geo_countries === true,
    regions: targeting.geo_regions === true,
    metros: trueIn(objectAt(targeting, "geo_metros")),
    postalAreas: trueIn(objectAt(targeting, "geo_postal_areas")),
    proximity: proximity
      ? {
          methods: ["radius", "travel_time", "geometry"].filter((name) => proximity[name] === true),
          transportModes: textsOf(proximity.transport_modes),
        }
      : null,
    ageRestriction: age?.supported === true ? { methods: textsOf(age.verification_methods) } : null,
    language: targeting.language === true,
    keywords: matchTypesOf(objectAt(targeting, "keyword_targets")),
    negativeKeywords: matchTypesOf(objectAt(targeting, "negative_keywords")),
  };
}

function trueIn(systems: Json | undefined): readonly string[] {
  return Object.entries(systems ?? {}).flatMap(([name, offered]) => (offered === true ? [name] : []));
}

function matchTypesOf(words: Json | undefined): readonly string[] | null {
  return words === undefined ? null : textsOf(words.supported_match_types);
}

function readAudiences(declared: Json | undefined): Capabilities["audiences"] {
  if (declared === undefined) return null;
  const least = declared.minimum_audience_size;
  return {
    identifierTypes: textsOf(declared.supported_identifier_types),
    minimumSize: typeof least === "number" ? least : null,
  };
}

function readConversions(declared: Json | undefined): ConversionCapabilities | null {
  if (declared === undefined) return null;
  return {
    eventTypes: Array.isArray(declared.supported_event_types) ? textsOf(declared.supported_event_types) : null,
    actionSources: textsOf(declared.supported_action_sources),
    multiSourceDedup: declared.multi_source_event_dedup === true,
  };
}
