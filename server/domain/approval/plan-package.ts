import { sameField } from "../change/compare-values";
import type { PackagePatch, PackageValues } from "../change/patch";
import type { FieldIssue } from "../errors";
import { goalIssues } from "../optimization/goal-issues";
import { withKeywords } from "../targeting/keywords";
import type { TargetingOverlay } from "../targeting/overlay";
import { overlayProblems, withoutEmptyLists } from "../targeting/overlay-problems";
import type { Instant } from "../time";
import { bidIssue, budgetIssue, impressionsIssue } from "./edit-amounts";
import type { EditableMediaBuy, EditablePackage, PackageEdit } from "./editable-buy";
import { askedAssignments, askedInline } from "./plan-assignments";
import { askedFlight, type Ends, flightIssues, insideIssues } from "./plan-flight";

export type PackageScene = {
  readonly buy: EditableMediaBuy;
  /** The flight of the buy before and after this edit. */
  readonly before: Ends;
  readonly after: Ends;
  readonly now: Instant;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** What differs of one bought package, and what keeps it from being sent. Paths begin with "packages.<id>.". */
export function packagePatch(
  scene: PackageScene,
  row: EditablePackage,
  values: PackageValues,
  edit: PackageEdit,
): { readonly patch: PackagePatch; readonly issues: readonly FieldIssue[] } {
  const at = `packages.${row.id}`;
  if (edit.canceled) return canceledPatch(row, edit, `${at}.`);
  const issues: FieldIssue[] = [];
  const asked: Mutable<PackagePatch> = {
    ...scalars(edit),
    ...flight(scene, row, values, edit, issues),
    ...targeting(row, values, edit, issues),
    ...goals(row, edit, issues),
  };
  const place = { id: row.id, path: `${at}.`, placements: row.placements ?? [] };
  const assignments = askedAssignments(scene.buy, place, values.creativeAssignments, edit, issues);
  if (assignments) asked.creativeAssignments = assignments;
  const patch = onlyDiffering(asked, values);
  const inline = askedInline(scene.buy, place, edit.newCreativeIds, issues);
  const whole = inline.length === 0 ? patch : { ...patch, newCreatives: inline };
  issues.push(...clearIssues(edit, values, `${at}.`));
  if (Object.keys(whole).length === 0) return { patch: whole, issues };
  const standing = standingIssue(row);
  return { patch: whole, issues: standing ? [standing] : [...amountIssues(scene.buy, row, whole), ...issues] };
}

function standingIssue(row: EditablePackage): FieldIssue | null {
  const path = `packages.${row.id}`;
  if (row.canceled) return { path, message: `${row.name} is canceled; nothing of it can change` };
  return row.sellerPackageId === null ? { path, message: `The seller has not confirmed ${row.name} yet` } : null;
}

/** A cancellation goes alone: beside it the seller would ignore everything else (requirements §2.1, S3:49). */
function canceledPatch(row: EditablePackage, { canceled, ...rest }: PackageEdit, at: string) {
  const standing = standingIssue(row);
  const others = Object.values(rest).filter((value) => value !== undefined);
  const issues: FieldIssue[] = standing ? [standing] : [];
  if (others.length > 0) {
    issues.push({
      path: `${at}canceled`,
      message: `Cancel ${row.name} alone: nothing else of it can change in the same edit`,
    });
  }
  return { patch: canceled ? { canceled } : {}, issues };
}

function scalars(edit: PackageEdit): PackagePatch {
  const { budgetMicros, bidMicros, impressions, pacing, paused } = edit;
  const given = Object.entries({ budgetMicros, bidMicros, impressions, pacing, paused });
  return Object.fromEntries(given.filter(([, value]) => value !== undefined && value !== null));
}

function flight(
  { buy, before, after, now }: PackageScene,
  row: EditablePackage,
  values: PackageValues,
  edit: PackageEdit,
  issues: FieldIssue[],
): PackagePatch {
  const at = `packages.${row.id}.`;
  // An end that is just the buy's is inherited, whether the seller repeats it or not: it moves with the buy.
  const own = { startAt: values.startAt ?? before.startAt, endAt: values.endAt ?? before.endAt };
  const asked = askedFlight(edit, own, buy.timeZone);
  const moved = {
    startAt: asked.startAt !== own.startAt,
    endAt: asked.endAt !== own.endAt,
  };
  const effective = {
    startAt: moved.startAt || own.startAt !== before.startAt ? asked.startAt : after.startAt,
    endAt: moved.endAt || own.endAt !== before.endAt ? asked.endAt : after.endAt,
  };
  if (!row.canceled) {
    issues.push(...flightIssues({ at, before: own, after: asked, now }));
    issues.push(...insideIssues(at, effective, after));
  }
  return { ...(moved.startAt ? { startAt: asked.startAt } : {}), ...(moved.endAt ? { endAt: asked.endAt } : {}) };
}

function targeting(row: EditablePackage, values: PackageValues, edit: PackageEdit, issues: FieldIssue[]): PackagePatch {
  const { targetingOverlay, keywords } = edit;
  const at = `packages.${row.id}.targetingOverlay`;
  if (targetingOverlay && keywords) {
    issues.push({ path: at, message: "Change the keywords or the whole targeting, not both in one edit" });
  }
  const asked = targetingOverlay ?? (keywords ? withKeywords(values.targetingOverlay, keywords) : undefined);
  if (asked === undefined) return {};
  const overlay = withoutEmptyLists(asked);
  issues.push(...changedProblems(overlay, values.targetingOverlay, row, at));
  return { targetingOverlay: overlay };
}

/** Only of fields that this edit brings or changes: what a seller already runs is not ours to forbid. */
function changedProblems(
  overlay: TargetingOverlay,
  before: TargetingOverlay,
  row: EditablePackage,
  at: string,
): FieldIssue[] {
  const same = (field: string) => JSON.stringify(overlay[field]) === JSON.stringify(before[field]);
  return overlayProblems(overlay, row.targetingLimits, row.offeredValues)
    .filter(({ path }) => !same(path))
    .map(({ path, message }) => ({ path: `${at}.${path}`, message }));
}

function goals(row: EditablePackage, { optimizationGoals }: PackageEdit, issues: FieldIssue[]): PackagePatch {
  if (optimizationGoals === undefined || optimizationGoals.length === 0) return {};
  const at = `packages.${row.id}.optimizationGoals`;
  const found = row.goals ? goalIssues(optimizationGoals, row.goals) : [];
  issues.push(...found.map(({ path, message }) => ({ path: path === "" ? at : `${at}.${path}`, message })));
  return { optimizationGoals };
}

/** What the wire cannot clear is said, never sent as something else (requirements C11). */
function clearIssues(edit: PackageEdit, values: PackageValues, at: string): FieldIssue[] {
  const cleared = (asked: unknown, now: unknown) => asked === null && now !== null;
  const issues: FieldIssue[] = [];
  const say = (field: string, what: string) =>
    issues.push({ path: `${at}${field}`, message: `${what} cannot be cleared: AdCP 3.0 only replaces it` });
  if (cleared(edit.bidMicros, values.bidMicros)) say("bidMicros", "A bid");
  if (cleared(edit.impressions, values.impressions)) say("impressions", "An impressions goal");
  if (cleared(edit.startDay, values.startAt)) say("startDay", "A package's own start");
  if (cleared(edit.endDay, values.endAt)) say("endDay", "A package's own end");
  if (edit.optimizationGoals?.length === 0 && values.optimizationGoals.length > 0) {
    issues.push({ path: `${at}optimizationGoals`, message: "Goals cannot be cleared: AdCP 3.0 only replaces them" });
  }
  return issues;
}

function onlyDiffering(asked: PackagePatch, values: PackageValues): PackagePatch {
  const fields = Object.keys(asked) as (keyof PackageValues)[];
  const differing = fields.filter((field) => !sameField(field, asked[field] ?? null, values[field]));
  return Object.fromEntries(differing.map((field) => [field, asked[field]]));
}

function amountIssues(buy: EditableMediaBuy, row: EditablePackage, patch: PackagePatch): FieldIssue[] {
  const at = `packages.${row.id}`;
  const { budgetMicros, bidMicros, impressions } = patch;
  const found: (readonly [string, string | null])[] = [];
  if (budgetMicros !== undefined) found.push(["budgetMicros", budgetIssue(budgetMicros, buy.currency, row)]);
  if (bidMicros != null) found.push(["bidMicros", bidIssue(bidMicros, buy.currency, row.option)]);
  if (impressions != null) found.push(["impressions", impressionsIssue(impressions)]);
  return found.flatMap(([field, message]) => (message === null ? [] : [{ path: `${at}.${field}`, message }]));
}
