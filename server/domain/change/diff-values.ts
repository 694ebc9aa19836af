import { sameField, sameInstant, sameReporting } from "./compare-values";
import type { CreativeAssignmentValue, MediaBuyPatch, MediaBuyValues, PackagePatch, PackageValues } from "./patch";

export const packageFields = [
  "budgetMicros",
  "bidMicros",
  "impressions",
  "pacing",
  "startAt",
  "endAt",
  "paused",
  "targetingOverlay",
  "creativeAssignments",
  "optimizationGoals",
] as const satisfies readonly (keyof PackageValues)[];

/** Only what differs; both have the same packages (one that only `after` has comes in whole). */
export function diffValues(before: MediaBuyValues, after: MediaBuyValues): MediaBuyPatch {
  const packages = Object.entries(after.packages)
    .map(([id, values]) => [id, diffPackage(before.packages[id], values)] as const)
    .filter(([, patch]) => Object.keys(patch).length > 0);
  return {
    ...(before.paused === after.paused ? {} : { paused: after.paused }),
    ...(sameInstant(before.startAt, after.startAt) ? {} : { startAt: after.startAt }),
    ...(sameInstant(before.endAt, after.endAt) ? {} : { endAt: after.endAt }),
    ...(packages.length === 0 ? {} : { packages: Object.fromEntries(packages) }),
    ...reportingDiff(before, after),
  };
}

/** Reports that were asked for cannot be taken back on the wire, only asked for differently. */
function reportingDiff(before: MediaBuyValues, { reportingWebhook }: MediaBuyValues): MediaBuyPatch {
  if (!reportingWebhook || sameReporting(before.reportingWebhook, reportingWebhook)) return {};
  return { reportingWebhook };
}

function diffPackage(before: PackageValues | undefined, after: PackageValues): PackagePatch {
  if (!before) return after;
  const changed = packageFields.filter((field) => !sameField(field, before[field], after[field]));
  return Object.fromEntries(changed.map((field) => [field, after[field]]));
}

/**
 * `values` with the patch in it; packages that `values` does not have, and new ones, are left out. A cancellation changes no value:
 * what is canceled keeps its budget, and nothing brings it back.
 */
export function applyPatch(patch: MediaBuyPatch, values: MediaBuyValues): MediaBuyValues {
  const packages = Object.entries(values.packages).map(([id, pack]) => [
    id,
    patchedPackage(pack, patch.packages?.[id]),
  ]);
  const reportingWebhook = patch.reportingWebhook ?? values.reportingWebhook;
  return {
    paused: patch.paused ?? values.paused,
    startAt: patch.startAt ?? values.startAt,
    endAt: patch.endAt ?? values.endAt,
    packages: Object.fromEntries(packages),
    ...(reportingWebhook === undefined ? {} : { reportingWebhook }),
  };
}

function patchedPackage(pack: PackageValues, patch: PackagePatch = {}): PackageValues {
  const { canceled: _canceled, newCreatives = [], ...values } = patch;
  const patched = { ...pack, ...values };
  if (newCreatives.length === 0) return patched;
  return { ...patched, creativeAssignments: withCreatives(patched.creativeAssignments, newCreatives) };
}

/** Creatives sent inline are assigned beside those that are there, with nothing said about weight or placement. */
function withCreatives(
  assignments: readonly CreativeAssignmentValue[],
  creativeIds: readonly string[],
): readonly CreativeAssignmentValue[] {
  const there = new Set(assignments.map((one) => one.creativeId));
  return [...assignments, ...creativeIds.filter((id) => !there.has(id)).map((creativeId) => ({ creativeId }))];
}

/**
 * The patch that takes it back: undo is another change on the same path. A cancellation and added packages have none; what the
 * wire cannot clear (`cannotBeCleared`) is in it all the same, so that it can be said.
 */
export function inverseOf(patch: MediaBuyPatch, base: MediaBuyValues): MediaBuyPatch {
  return diffValues(applyPatch(patch, base), base);
}

export function isEmptyPatch(patch: MediaBuyPatch): boolean {
  return Object.keys(patch).length === 0;
}

/** Nothing but stopping spend: the whole buy or some packages. Goes ahead of everything else for the buy. */
export function isPauseOnly(patch: MediaBuyPatch): boolean {
  const { paused, packages = {}, ...rest } = patch;
  if (isEmptyPatch(patch) || Object.keys(rest).length > 0 || paused === false) return false;
  return Object.values(packages).every(
    ({ paused: one, ...others }) => one === true && Object.keys(others).length === 0,
  );
}
