import { canonicalJson } from "../canonical-json";
import { type Instant, millisOf } from "../time";
import type { CreativeAssignmentValue, PackageValues, ReportingWebhook } from "./patch";

/** Two values of one package field mean the same: instants as instants, lists as sets, money exactly. */
export function sameField<F extends keyof PackageValues>(field: F, a: PackageValues[F], b: PackageValues[F]): boolean {
  return comparable(field, a) === comparable(field, b);
}

export function sameInstant(a: Instant | null, b: Instant | null): boolean {
  if (a === null || b === null) return a === b;
  return millisOf(a) === millisOf(b);
}

export function sameReporting(a: ReportingWebhook | undefined, b: ReportingWebhook | undefined): boolean {
  return canonicalJson(listsAsSets(a ?? null)) === canonicalJson(listsAsSets(b ?? null));
}

/** A value of a field as text that is equal exactly when the values mean the same; null stays null. */
export function comparable<F extends keyof PackageValues>(field: F, value: PackageValues[F] | string): string | null {
  if (value === null) return null;
  if (field === "startAt" || field === "endAt") return String(millisOf(String(value)));
  if (field === "creativeAssignments") return canonicalJson(assignmentSet(value as readonly CreativeAssignmentValue[]));
  if (field === "optimizationGoals") return canonicalJson(goalSet(value));
  if (field === "targetingOverlay") return canonicalJson(listsAsSets(value));
  return String(value);
}

function assignmentSet(assignments: readonly CreativeAssignmentValue[]) {
  const byId = new Map(assignments.map((one) => [one.creativeId, one]));
  return [...byId.values()]
    .map(({ creativeId, weight, placementIds }) => ({
      creativeId,
      weight,
      // No placements and all placements are the same thing on the wire: the field is left out.
      placementIds: placementIds && placementIds.length > 0 ? [...new Set(placementIds)].sort() : undefined,
    }))
    .sort((a, b) => (a.creativeId < b.creativeId ? -1 : 1));
}

/** Lists in an overlay are sets; empty ones and those left out say the same. */
function listsAsSets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(listsAsSets).map(canonicalJson).sort();
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([, member]) => !(Array.isArray(member) && member.length === 0));
  return Object.fromEntries(entries.map(([name, member]) => [name, listsAsSets(member)]));
}

/** Goals in their order of priority (position where none is named); what a seller fills in by default is no difference. */
function goalSet(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  const goals = value.map((goal: unknown, index) => {
    if (goal === null || typeof goal !== "object") return { goal, priority: index + 1 };
    const { priority, ...rest } = { priority: index + 1, ...goal };
    return { goal: withoutDefaults(rest), priority };
  });
  return goals.sort((a, b) => Number(a.priority) - Number(b.priority)).map((one) => one.goal);
}

/** `value_factor` 1 is the protocol's default: said or not, it is the same goal. */
function withoutDefaults(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutDefaults);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).filter(([name, member]) => !(name === "value_factor" && member === 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, withoutDefaults(member)]));
}
