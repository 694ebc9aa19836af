import type { FieldIssue } from "../errors";
import { isCountry } from "./countries";
import { deviceTypes, type TargetingOverlay } from "./overlay";

/** What the desk edits of an overlay. null: nothing of its own, the campaign's default holds; []: everywhere, every device. */
export type OverlayEdit = {
  readonly countries?: readonly string[] | null | undefined;
  readonly deviceTypes?: readonly string[] | null | undefined;
};

/** Replaces only the edited dimensions; whatever else the overlay holds stays (the wire replaces it as a whole). */
export function editOverlay(overlay: TargetingOverlay, edit: OverlayEdit): TargetingOverlay {
  return withField(withField(overlay, "geo_countries", edit.countries), "device_type", edit.deviceTypes);
}

function withField(
  overlay: TargetingOverlay,
  field: "geo_countries" | "device_type",
  values: readonly string[] | null | undefined,
): TargetingOverlay {
  if (values === undefined) return overlay;
  const { [field]: _, ...rest } = overlay;
  return values === null ? rest : { ...rest, [field]: [...new Set(values)] };
}

/** The overlay that is sent: the package's own dimensions over the campaign's defaults; emptied dimensions are left out. */
export function effectiveOverlay(campaign: TargetingOverlay, own: TargetingOverlay): TargetingOverlay {
  const merged = { ...campaign, ...own };
  const entries = Object.entries(merged).filter(([, value]) => !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(entries);
}

/** Unknown values and values both included and excluded (requirements §3.9). Paths: `countries`, `deviceTypes`. */
export function overlayIssues(overlay: TargetingOverlay): FieldIssue[] {
  return [
    ...dimensionIssues(overlay, "countries", "geo_countries", isCountry, "is not a country code"),
    ...dimensionIssues(overlay, "deviceTypes", "device_type", isDevice, "is not a device type"),
  ];
}

function isDevice(value: string): boolean {
  return (deviceTypes as readonly string[]).includes(value);
}

function dimensionIssues(
  overlay: TargetingOverlay,
  path: string,
  field: string,
  isKnown: (value: string) => boolean,
  complaint: string,
): FieldIssue[] {
  const included = textsOf(overlay[field]);
  const excluded = new Set(textsOf(overlay[`${field}_exclude`]));
  const unknown = included.filter((value) => !isKnown(value));
  const clashing = included.filter((value) => excluded.has(value));
  return [
    ...unknown.map((value) => ({ path, message: `"${value}" ${complaint}` })),
    ...clashing.map((value) => ({ path, message: `${value} is both included and excluded` })),
  ];
}

function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

/** Our own column's text → overlay; anything but an object is an empty overlay. */
export function parseOverlay(text: string): TargetingOverlay {
  const value: unknown = JSON.parse(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
