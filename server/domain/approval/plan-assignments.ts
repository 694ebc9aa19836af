import type { CreativeAssignmentValue } from "../change/patch";
import type { FieldIssue } from "../errors";
import type { Placement } from "../media-buy/product";
import type { AssignmentEdit, EditableCreative, EditableMediaBuy, PackageEdit } from "./editable-buy";

type Place = {
  /** Package id, or product snapshot id of a package to come. */
  readonly id: string;
  readonly path: string;
  readonly placements: readonly Placement[];
};

/**
 * The complete new list; creatives that stay keep their weight and placements where the edit names none (requirements §6: 18, 31).
 * undefined: the edit leaves them alone.
 */
export function askedAssignments(
  buy: EditableMediaBuy,
  place: Place,
  now: readonly CreativeAssignmentValue[],
  edit: Pick<PackageEdit, "creativeIds" | "assignments">,
  issues: FieldIssue[],
): readonly CreativeAssignmentValue[] | undefined {
  const { creativeIds, assignments } = edit;
  if (creativeIds === undefined && assignments === undefined) return undefined;
  const path = `${place.path}${assignments ? "assignments" : "creativeIds"}`;
  const wanted: readonly AssignmentEdit[] =
    assignments ?? [...new Set(creativeIds)].map((creativeId) => ({ creativeId }));
  if (new Set(wanted.map((one) => one.creativeId)).size !== wanted.length) {
    issues.push({ path, message: "A creative is there twice; give it one weight" });
  }
  const kept = new Map(now.map((assignment) => [assignment.creativeId, assignment]));
  return wanted.flatMap((one) => {
    const creative = buy.creatives.get(one.creativeId);
    if (!creative) {
      issues.push({ path, message: "A creative was not found" });
      return [];
    }
    const before = kept.get(creative.creativeId);
    const refusal = before ? null : (creative.refusal ?? creative.misfits.get(place.id) ?? null);
    if (refusal !== null) issues.push({ path, message: `“${creative.name}”: ${refusal}` });
    issues.push(...assignmentIssues(one, creative, place.placements).map((message) => ({ path, message })));
    return [merged(creative.creativeId, before, one)];
  });
}

function merged(
  creativeId: string,
  before: CreativeAssignmentValue | undefined,
  edit: AssignmentEdit,
): CreativeAssignmentValue {
  const weight = edit.weight === undefined ? before?.weight : (edit.weight ?? undefined);
  const placementIds = edit.placementIds === undefined ? before?.placementIds : (edit.placementIds ?? undefined);
  return {
    creativeId,
    ...(weight === undefined ? {} : { weight }),
    ...(placementIds === undefined || placementIds.length === 0 ? {} : { placementIds }),
  };
}

function assignmentIssues(
  edit: AssignmentEdit,
  { name }: EditableCreative,
  placements: readonly Placement[],
): string[] {
  const { weight, placementIds } = edit;
  const issues: string[] = [];
  if (weight != null && !(weight >= 0 && weight <= 100)) issues.push(`“${name}”: a weight is between 0 and 100`);
  const unknown = (placementIds ?? []).filter((id) => !placements.some((one) => one.placementId === id));
  if (unknown.length > 0) issues.push(`“${name}”: the product has no placement ${unknown.join(", ")}`);
  return issues;
}

/** Creatives that travel inside the request: they must be new at the seller (requirements §1.5, S4:39). Ids as sellers know them. */
export function askedInline(
  buy: EditableMediaBuy,
  place: Place,
  ids: readonly string[] | undefined,
  issues: FieldIssue[],
): readonly string[] {
  if (ids === undefined || ids.length === 0) return [];
  const path = `${place.path}newCreativeIds`;
  if (buy.noInlineCreatives) issues.push({ path, message: buy.noInlineCreatives });
  return [...new Set(ids)].flatMap((id) => {
    const creative = buy.creatives.get(id);
    if (!creative) {
      issues.push({ path, message: "A creative was not found" });
      return [];
    }
    const why = creative.inLibrary
      ? "it is in the seller's library already; assign it instead"
      : (creative.misfits.get(place.id) ?? null);
    if (why !== null) issues.push({ path, message: `“${creative.name}”: ${why}` });
    return [creative.creativeId];
  });
}
