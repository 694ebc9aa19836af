import { inverseOf } from "../change/diff-values";
import type { MediaBuyPatch, MediaBuyValues } from "../change/patch";
import type { FieldIssue } from "../errors";
import { deltaOf, type EditPlan } from "./plan-edit";

/** A patch that was made by us rather than typed, as a plan: its inverse, what it adds, whether it only pauses or resumes. */
export function planOfPatch(
  patch: MediaBuyPatch,
  values: MediaBuyValues,
  issues: readonly FieldIssue[] = [],
): EditPlan {
  const { packages = {}, ...own } = patch;
  const names = [...Object.keys(own), ...Object.values(packages).flatMap((one) => Object.keys(one))];
  return {
    patch,
    inverse: inverseOf(patch, values),
    deltaMicros: deltaOf(patch, values),
    issues,
    onlyPause: names.every((name) => name === "paused"),
  };
}
