import type { EditorView } from "@/server/api/views/editor-view";

/** One creative on a package as the form holds it; `weight` as typed, empty for an equal share. */
export type Assigned = {
  readonly creativeId: string;
  readonly weight: string;
  readonly placementIds: readonly string[];
};
type ByPackage = Readonly<Record<string, readonly Assigned[]>>;

export function assignedOf(buy: EditorView): ByPackage {
  return Object.fromEntries(
    buy.packages.map(({ id, assignments }) => [
      id,
      assignments.map(({ creativeId, weight, placementIds }) => ({
        creativeId,
        weight: weight?.toString() ?? "",
        placementIds,
      })),
    ]),
  );
}

/** The complete new list of each package that differs; empty fields take weight and placements away. */
export function assignmentEdits(before: ByPackage, after: ByPackage) {
  const changed = Object.entries(after).filter(([id, list]) => textOf(list) !== textOf(before[id] ?? []));
  return Object.fromEntries(
    changed.map(([id, list]) => [
      id,
      {
        assignments: list.map(({ creativeId, weight, placementIds }) => ({
          creativeId,
          weight: weight.trim() === "" ? null : Number(weight),
          placementIds: placementIds.length === 0 ? null : [...placementIds],
        })),
      },
    ]),
  );
}

/** A list is a set: its order says nothing. */
function textOf(list: readonly Assigned[]): string {
  return JSON.stringify(
    list
      .map(({ creativeId, weight, placementIds }) => [creativeId, weight.trim(), [...placementIds].sort()])
      .sort(([a], [b]) => String(a).localeCompare(String(b))),
  );
}

export function weightProblem(text: string): string | null {
  if (text.trim() === "") return null;
  const weight = Number(text);
  return weight >= 0 && weight <= 100 ? null : "A weight is between 0 and 100";
}
