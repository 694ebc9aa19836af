import { overlayFieldsIn25 } from "@/server/domain/dialect/limits";
import { DomainError } from "@/server/domain/errors";
import type { TargetingOverlay } from "@/server/domain/targeting/overlay";
import { isObject, type Json } from "../adcp/seller-problem";

/** An overlay in AdCP 2.5's words; it allows no others, so what has none is SELLER_LIMIT and never left out in silence. */
export function overlayTo25(overlay: TargetingOverlay | undefined): Json | undefined {
  if (overlay === undefined) return undefined;
  const strange = Object.keys(overlay).filter((field) => !overlayFieldsIn25.includes(field));
  if (strange.length > 0) throw new DomainError("SELLER_LIMIT", `AdCP 2.5 cannot target by ${strange.join(", ")}`);
  return {
    geo_country_any_of: overlay.geo_countries,
    geo_region_any_of: overlay.geo_regions,
    frequency_cap: capTo25(overlay.frequency_cap),
    axe_include_segment: overlay.axe_include_segment,
    axe_exclude_segment: overlay.axe_exclude_segment,
  };
}

const minutes: Readonly<Record<string, number>> = { minutes: 1, hours: 60, days: 1_440 };

/** 2.5 knows a pause between two impressions and no count of them. */
function capTo25(cap: unknown): Json | undefined {
  if (cap === undefined) return undefined;
  const { suppress, suppress_minutes: plain, ...others } = isObject(cap) ? cap : {};
  if (Object.keys(others).length === 0) {
    if (typeof plain === "number" && suppress === undefined) return { suppress_minutes: plain };
    const spoken = isObject(suppress) && plain === undefined ? minutesIn(suppress) : null;
    if (spoken !== null) return { suppress_minutes: spoken };
  }
  throw new DomainError("SELLER_LIMIT", "AdCP 2.5 caps frequency by a pause between impressions only");
}

function minutesIn({ interval, unit }: Json): number | null {
  const factor = typeof unit === "string" ? minutes[unit] : undefined;
  return typeof interval === "number" && factor !== undefined ? interval * factor : null;
}

/** A 2.5 overlay as AdCP 3.0 has it. */
export function overlayFrom25(overlay: Json): Json {
  const { geo_country_any_of: countries, geo_region_any_of: regions, ...rest } = overlay;
  return {
    ...rest,
    ...(countries === undefined ? {} : { geo_countries: countries }),
    ...(regions === undefined ? {} : { geo_regions: regions }),
  };
}
