import { canonicalJson } from "../canonical-json";
import type { CreativeAssignmentValue, PackageValues } from "./patch";

type Field = keyof PackageValues;

/** A value as a display-ready scalar: amounts and counts as decimal text, lists as their ids. */
export function showValue(field: Field, value: PackageValues[Field] | string | undefined): string | null {
  if (value === undefined || value === null) return null;
  if (field === "creativeAssignments") return showAssignments(value as readonly CreativeAssignmentValue[]);
  if (field === "targetingOverlay" || field === "optimizationGoals") return canonicalJson(value);
  return String(value);
}

function showAssignments(assignments: readonly CreativeAssignmentValue[]): string {
  const words = assignments.map(({ creativeId, weight }) =>
    weight === undefined ? creativeId : `${creativeId} (${weight})`,
  );
  return words.sort().join(", ");
}
