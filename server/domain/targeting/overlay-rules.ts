import { isCountry } from "./countries";
import { keywordKey, matchTypes } from "./keywords";
import { deviceTypes } from "./overlay";

/** Rules of AdCP 3.0.6 for each field of the overlay (requirements §3.9). A rule answers with complaints, empty when there are none. */
export type OverlayRule = (value: unknown) => readonly string[];

export const devicePlatforms = [
  "ios",
  "android",
  "windows",
  "macos",
  "linux",
  "chromeos",
  "tvos",
  "tizen",
  "webos",
  "fire_os",
  "roku_os",
  "unknown",
] as const;
export const metroSystems = ["nielsen_dma", "uk_itl1", "uk_itl2", "eurostat_nuts2", "custom"] as const;
export const postalSystems = [
  "us_zip",
  "us_zip_plus_four",
  "gb_outward",
  "gb_full",
  "ca_fsa",
  "ca_full",
  "de_plz",
  "fr_code_postal",
  "au_postcode",
  "ch_plz",
  "at_plz",
] as const;
const days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const capPer = ["individuals", "households", "devices", "accounts", "cookies", "custom"];
const ageMethods = ["facial_age_estimation", "id_document", "digital_id", "credit_card", "world_id"];

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isOneOf = (list: readonly string[]) => (value: string) => list.includes(value);
const isWhole = (value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): boolean =>
  typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;

/** Every entry is text that fits. */
function texts(
  fits: (value: string) => boolean,
  complaint: string,
  hint: (value: string) => string = () => "",
): OverlayRule {
  return (value) => {
    if (!Array.isArray(value)) return ["is no list"];
    return value.flatMap((one: unknown) => {
      if (typeof one !== "string") return [`has an entry that ${complaint}`];
      return fits(one) ? [] : [`"${one.slice(0, 60)}" ${complaint}${hint(one)}`];
    });
  };
}

function systems(known: readonly string[]): OverlayRule {
  return each((area) => {
    if (typeof area.system !== "string" || !known.includes(area.system))
      return [`has no system "${String(area.system)}"`];
    const { values } = area;
    const filled =
      Array.isArray(values) && values.length > 0 && values.every((one) => typeof one === "string" && one !== "");
    return filled ? [] : [`needs values of ${area.system}`];
  });
}

function each(rule: (entry: Json) => readonly string[]): OverlayRule {
  return (value) => {
    if (!Array.isArray(value)) return ["is no list"];
    return value.flatMap((entry: unknown) => (isObject(entry) ? rule(entry) : ["has an entry that is no object"]));
  };
}

const proximity = each((place) => {
  const methods = ["travel_time", "radius", "geometry"].filter((name) => place[name] !== undefined);
  if (methods.length !== 1) return ["needs exactly one of travel time, radius or a shape for each place"];
  if (methods[0] === "geometry") return [];
  const inside =
    typeof place.lat === "number" &&
    Math.abs(place.lat) <= 90 &&
    typeof place.lng === "number" &&
    Math.abs(place.lng) <= 180;
  return inside ? [] : ["needs a latitude and a longitude for each place"];
});

const daypart = each((part) => {
  // C24: the schema is closed and has no zone, so a zone would make the whole request invalid.
  if (part.timezone !== undefined) return ["has no time zone on the wire: sellers read the hours in their own"];
  const onDays =
    Array.isArray(part.days) && part.days.length > 0 && part.days.every((day) => days.includes(String(day)));
  if (!onDays) return ["needs days from monday to sunday"];
  const hours =
    isWhole(part.start_hour, 0, 23) && isWhole(part.end_hour, 1, 24) && Number(part.end_hour) > Number(part.start_hour);
  return hours ? [] : ["needs a first hour of 0 to 23 and a later last one of at most 24"];
});

function keywords(withBid: boolean): OverlayRule {
  return (value) => {
    if (!Array.isArray(value)) return ["is no list"];
    const seen = new Set<string>();
    return value.flatMap((word: unknown) => keywordComplaint(word, withBid, seen) ?? []);
  };
}

/** `seen`: the keywords before it; this one is put beside them. */
function keywordComplaint(word: unknown, withBid: boolean, seen: Set<string>): string | null {
  if (!isObject(word) || typeof word.keyword !== "string" || word.keyword.trim() === "") return "has an empty keyword";
  const { keyword, match_type: type, bid_price: bid } = word;
  if (!(matchTypes as readonly string[]).includes(String(type))) return `"${keyword}" needs a match type`;
  const key = keywordKey({ keyword, match_type: String(type) });
  if (seen.has(key)) return `"${keyword}" is there twice`;
  seen.add(key);
  return bid === undefined ? null : bidComplaint(keyword, bid, withBid);
}

function bidComplaint(keyword: string, bid: unknown, withBid: boolean): string | null {
  if (!withBid) return `"${keyword}" is excluded and takes no bid`;
  return typeof bid === "number" && bid >= 0 ? null : `"${keyword}" needs a bid of at least 0`;
}

function isDuration(value: unknown): boolean {
  if (!isObject(value) || !isWhole(value.interval, 1)) return false;
  if (value.unit === "campaign") return value.interval === 1;
  return ["seconds", "minutes", "hours", "days"].includes(String(value.unit));
}

const frequencyCap: OverlayRule = (value) => {
  if (!isObject(value)) return ["is no object"];
  const { suppress, suppress_minutes: minutes, max_impressions: most, per, window } = value;
  if (suppress === undefined && minutes === undefined && most === undefined)
    return ["needs a pause between views or a most of them"];
  if (suppress !== undefined && !isDuration(suppress))
    return ["needs an interval of at least 1 and its unit for the pause"];
  const parts = [most, per, window].filter((part) => part !== undefined).length;
  if (parts !== 0 && parts !== 3) return ["needs the most views, whom they count for and the window together"];
  if (parts === 0) return [];
  if (!isWhole(most, 1)) return ["needs at least 1 view"];
  if (!capPer.includes(String(per))) return [`cannot count per ${String(per)}`];
  return isDuration(window) ? [] : ["needs a window of at least 1 and its unit"];
};

const list: OverlayRule = (value) => {
  const filled = isObject(value) && typeof value.agent_url === "string" && typeof value.list_id === "string";
  return filled ? [] : ["needs the agent that keeps the list, and the list's id"];
};

const age: OverlayRule = (value) => {
  if (!isObject(value) || !isWhole(value.min, 13, 99)) return ["needs an age of 13 to 99"];
  const { accepted_methods: methods } = value;
  if (methods === undefined) return [];
  return Array.isArray(methods) && methods.every((one) => ageMethods.includes(String(one)))
    ? []
    : ["names a method that is not known"];
};

const country = texts(isCountry, "is not a country code");
const region = texts((value) => /^[A-Z]{2}-[A-Z0-9]{1,3}$/.test(value), "is not a region code such as US-CA");
const device = texts(isOneOf(deviceTypes), "is not a device type");
const someText = texts((value) => value !== "", "is empty");

/** Fields that are not here (a seller's own, deprecated segments) are nobody's to judge: they stay as they are. */
export const overlayRules: ReadonlyMap<string, OverlayRule> = new Map([
  ["geo_countries", country],
  ["geo_countries_exclude", country],
  ["geo_regions", region],
  ["geo_regions_exclude", region],
  ["geo_metros", systems(metroSystems)],
  ["geo_metros_exclude", systems(metroSystems)],
  ["geo_postal_areas", systems(postalSystems)],
  ["geo_postal_areas_exclude", systems(postalSystems)],
  ["geo_proximity", proximity],
  ["daypart_targets", daypart],
  ["audience_include", someText],
  ["audience_exclude", someText],
  ["frequency_cap", frequencyCap],
  ["property_list", list],
  ["collection_list", list],
  ["collection_list_exclude", list],
  ["age_restriction", age],
  [
    "device_platform",
    texts(isOneOf(devicePlatforms), "is not a platform", (value) => (value === "ctv" ? ": it is a device type" : "")),
  ],
  ["device_type", device],
  ["device_type_exclude", device],
  ["language", texts((value) => /^[a-z]{2}$/.test(value), "is not a language code such as de")],
  ["keyword_targets", keywords(true)],
  ["negative_keywords", keywords(false)],
]);
