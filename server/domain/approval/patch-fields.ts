import type { MediaBuyPatch, MediaBuyValues, PackagePatch, PackageValues, ReportingWebhook } from "../change/patch";
import { askedOf } from "../change/verdict";
import type { GoalTarget, OptimizationGoal } from "../optimization/goal";
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
  newCreatives: { label: "New creatives", format: "text" },
  optimizationGoals: { label: "Goals", format: "text" },
  canceled: { label: "Canceled", format: "flag" },
  reportingWebhook: { label: "Reports", format: "text" },
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

/** Every field of an update's patch; an added package under its own id, with what it asks for. */
export function patchFields(patch: MediaBuyPatch): PatchField[] {
  const { packages = {}, newPackages = [], ...own } = patch;
  return [
    ...fieldsOf(own, null),
    ...Object.entries(packages).flatMap(([packageId, one]) => fieldsOf(one, packageId)),
    ...newPackages.flatMap((line) => fieldsOf(askedOf(line), line.packageId)),
  ];
}

/** The value a field had in what the patch was based on. */
export function valueIn(values: MediaBuyValues, field: string): string | null {
  const { packageId, name } = splitField(field);
  const owner: Partial<Record<string, unknown>> | undefined =
    packageId === null ? { ...values } : { ...values.packages[packageId] };
  return scalar(name, owner?.[name]);
}

function fieldsOf(
  values: PackagePatch | Omit<MediaBuyPatch, "packages" | "newPackages">,
  packageId: string | null,
): PatchField[] {
  return Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => {
      const field = packageId === null ? name : `packages.${packageId}.${name}`;
      return { field, packageId, name, value: scalar(name, value) };
    });
}

function scalar(name: string, value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (name === "canceled") return "true";
  if (name === "newCreatives") return (value as readonly string[]).join(", ");
  if (name === "reportingWebhook") return (value as ReportingWebhook).frequency;
  if (name === "optimizationGoals") return goalsText(value as readonly OptimizationGoal[]);
  if (name === "targetingOverlay") return overlayText(value as TargetingOverlay);
  if (name === "creativeAssignments") return assignmentsText(value as PackageValues["creativeAssignments"]);
  return String(value);
}

/** "Countries DE, AT · devices ctv"; null where nothing is targeted. */
export function overlayText(overlay: TargetingOverlay): string | null {
  const parts = Object.entries(overlay).flatMap(([name, value]) => {
    const text = Array.isArray(value) ? value.map(entryText).join(", ") : JSON.stringify(value);
    if (text === "" || text === undefined) return [];
    if (name === "geo_countries") return [`countries ${text}`];
    return [name === "device_type" ? `devices ${text}` : `${name.replaceAll("_", " ")} ${text}`];
  });
  return parts.length === 0 ? null : parts.join(" · ");
}

/** An entry of an overlay's list: a keyword as its words, an area as its values, anything else as it is. */
function entryText(entry: unknown): string {
  if (typeof entry !== "object" || entry === null) return String(entry);
  if ("keyword" in entry && "match_type" in entry) return `${String(entry.keyword)} (${String(entry.match_type)})`;
  if ("values" in entry && Array.isArray(entry.values)) return entry.values.map(String).join(", ");
  return JSON.stringify(entry);
}

/** "clicks at 2.5 each, completed views"; null where nothing is aimed at. */
export function goalsText(goals: readonly OptimizationGoal[]): string | null {
  if (goals.length === 0) return null;
  return goals.map((goal) => `${aimOf(goal)}${targetText(goal.target)}`.replaceAll("_", " ")).join(", ");
}

function aimOf(goal: OptimizationGoal): string {
  if (goal.kind === "metric") return goal.metric;
  return goal.event_sources.map((source) => source.custom_event_name ?? source.event_type).join(" or ");
}

function targetText(target: GoalTarget | undefined): string {
  if (target === undefined) return "";
  if (target.value === undefined) return `, ${target.kind}`;
  return target.kind === "cost_per" ? ` at ${target.value} each` : `, ${target.kind} ${target.value}`;
}

function assignmentsText(assignments: PackageValues["creativeAssignments"]): string | null {
  if (assignments.length === 0) return null;
  const words = assignments.map(({ creativeId, weight }) =>
    weight === undefined ? creativeId : `${creativeId} (${weight})`,
  );
  return words.sort().join(", ");
}
