import type { MediaBuyPatch, MediaBuyValues, PackagePatch, PackageValues } from "../change/patch";
import type { TargetingOverlay } from "../targeting/overlay";

export type FieldFormat = "money" | "instant" | "text" | "flag" | "number";

/** One field of a patch. `field`: "paused", "endAt", "packages.<packageId>.budgetMicros"; values are raw display scalars. */
export type PatchField = {
  readonly field: string;
  readonly packageId: string | null;
  readonly name: string;
  readonly value: string | null;
};

const described: Readonly<Record<string, { readonly label: string; readonly format: FieldFormat }>> = {
  paused: { label: "Paused", format: "flag" },
  startAt: { label: "Start", format: "instant" },
  endAt: { label: "End", format: "instant" },
  budgetMicros: { label: "Budget", format: "money" },
  bidMicros: { label: "Bid", format: "money" },
  impressions: { label: "Impressions goal", format: "number" },
  pacing: { label: "Pacing", format: "text" },
  targetingOverlay: { label: "Targeting", format: "text" },
  creativeAssignments: { label: "Creatives", format: "text" },
};

/** The field's word and how its value is shown; a name we do not know is shown as it is. */
export function describeField(name: string): { readonly label: string; readonly format: FieldFormat } {
  return described[name] ?? { label: name, format: "text" };
}

/** "packages.<id>.budgetMicros" → its package and its own name. */
export function splitField(field: string): { readonly packageId: string | null; readonly name: string } {
  const [head, packageId, ...rest] = field.split(".");
  if (head !== "packages" || packageId === undefined) return { packageId: null, name: field };
  return { packageId, name: rest.join(".") };
}

/** Every field of an update's patch. */
export function patchFields(patch: MediaBuyPatch): PatchField[] {
  const { packages = {}, ...own } = patch;
  return [...fieldsOf(own, null), ...Object.entries(packages).flatMap(([packageId, one]) => fieldsOf(one, packageId))];
}

/** The value a field had in what the patch was based on. */
export function valueIn(values: MediaBuyValues, field: string): string | null {
  const { packageId, name } = splitField(field);
  const owner: Partial<Record<string, unknown>> | undefined =
    packageId === null ? { ...values } : { ...values.packages[packageId] };
  return scalar(name, owner?.[name]);
}

function fieldsOf(values: PackagePatch | Omit<MediaBuyPatch, "packages">, packageId: string | null): PatchField[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const field = packageId === null ? name : `packages.${packageId}.${name}`;
      return { field, packageId, name, value: scalar(name, value) };
    });
}

function scalar(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (name === "targetingOverlay") return overlayText(value as TargetingOverlay);
  if (name === "creativeAssignments") return assignmentsText(value as PackageValues["creativeAssignments"]);
  return String(value);
}

/** "Countries DE, AT · devices ctv"; null where nothing is targeted. */
export function overlayText(overlay: TargetingOverlay): string | null {
  const parts = Object.entries(overlay).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.map(String).join(", ") : JSON.stringify(value);
    if (text === "" || text === undefined) return [];
    if (name === "geo_countries") return [`countries ${text}`];
    return [name === "device_type" ? `devices ${text}` : `${name.replaceAll("_", " ")} ${text}`];
  });
  return parts.length === 0 ? null : parts.join(" · ");
}

function assignmentsText(assignments: PackageValues["creativeAssignments"]): string | null {
  if (assignments.length === 0) return null;
  const words = assignments.map(({ creativeId, weight }) =>
    weight === undefined ? creativeId : `${creativeId} (${weight})`,
  );
  return words.sort().join(", ");
}
