import { patchFields, valueIn } from "../approval/patch-fields";
import { actionIssues, deltaOf, type EditableMediaBuy, type EditPlan } from "../approval/plan-edit";
import { applyPatch, diffValues, inverseOf } from "../change/diff-values";
import type { MediaBuyPatch, MediaBuyValues, PackagePatch } from "../change/patch";
import type { FieldIssue } from "../errors";
import { type Instant, isBefore } from "../time";

/** One field of a change that met another one: raw display scalars, null: nothing there. */
export type MergeField = {
  readonly field: string;
  /** What the change was based on. */
  readonly was: string | null;
  /** What it asked for. */
  readonly mine: string | null;
  /** What the seller shows now. */
  readonly theirs: string | null;
  /** Somebody else moved it, to something other than what was asked. */
  readonly conflicts: boolean;
};

/** was / mine / theirs of every field that the change asked for. `base` null: it started from nothing. */
export function mergeFields(patch: MediaBuyPatch, base: MediaBuyValues | null, now: MediaBuyValues): MergeField[] {
  return patchFields(patch).map(({ field, value: mine }) => {
    const was = base === null ? null : valueIn(base, field);
    const theirs = valueIn(now, field);
    return { field, was, mine, theirs, conflicts: theirs !== was && theirs !== mine };
  });
}

/** The part of a patch that these fields are. */
export function pickFields(patch: MediaBuyPatch, fields: readonly string[]): MediaBuyPatch {
  const { packages = {}, ...own } = patch;
  const kept = Object.entries(packages).flatMap(([id, pack]) => {
    const some = keep(pack, (name) => fields.includes(`packages.${id}.${name}`));
    return Object.keys(some).length === 0 ? [] : [[id, some] as const];
  });
  return {
    ...keep(own, (name) => fields.includes(name)),
    ...(kept.length === 0 ? {} : { packages: Object.fromEntries(kept) }),
  };
}

function keep<T extends object>(values: T, wanted: (name: string) => boolean): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name))) as Partial<T>;
}

/**
 * These fields of a patch asked for once more, from the values as they are now: only what still differs, with its inverse and
 * whatever keeps it from being sent. A cancellation is no value, so it is asked for as it was.
 */
export function planAgain(patch: MediaBuyPatch, buy: EditableMediaBuy, now: Instant): EditPlan {
  const { values } = buy;
  const wanted = withCancellations(patch, diffValues(values, applyPatch(patch, values)));
  return {
    patch: wanted,
    inverse: inverseOf(wanted, values),
    deltaMicros: deltaOf(wanted, values),
    issues: [...actionIssues(buy, wanted), ...flightIssues(wanted, values, now)],
    onlyPause: patchFields(wanted).every(({ field }) => field === "paused" || field.endsWith(".paused")),
  };
}

function withCancellations(asked: MediaBuyPatch, wanted: MediaBuyPatch): MediaBuyPatch {
  const canceled = Object.entries(asked.packages ?? {}).flatMap(([id, pack]): [string, PackagePatch][] =>
    pack.canceled ? [[id, { ...wanted.packages?.[id], canceled: pack.canceled }]] : [],
  );
  return {
    ...wanted,
    ...(asked.canceled ? { canceled: asked.canceled } : {}),
    ...(canceled.length === 0 ? {} : { packages: { ...wanted.packages, ...Object.fromEntries(canceled) } }),
  };
}

function flightIssues(patch: MediaBuyPatch, values: MediaBuyValues, now: Instant): FieldIssue[] {
  if (patch.endAt === undefined) return [];
  if (!isBefore(now, patch.endAt)) return [{ path: "endDay", message: "The last day asked for has passed" }];
  if (isBefore(patch.startAt ?? values.startAt, patch.endAt)) return [];
  return [{ path: "endDay", message: "The last day is before the first" }];
}
