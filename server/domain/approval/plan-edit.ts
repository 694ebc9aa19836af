import { planTotal } from "../budget/plan-total";
import { sameReporting } from "../change/compare-values";
import { inverseOf } from "../change/diff-values";
import type { MediaBuyPatch, NewPackage, PackagePatch, ReportingWebhook } from "../change/patch";
import type { FieldIssue } from "../errors";
import type { Instant } from "../time";
import type { EditableMediaBuy, EditPlan, MediaBuyEdit, PackageEdit } from "./editable-buy";
import { actionIssues, deltaOf } from "./needed-actions";
import { askedFlight, flightIssues } from "./plan-flight";
import { newPackage } from "./plan-new-package";
import { type PackageScene, packagePatch } from "./plan-package";

export type { EditableMediaBuy, EditablePackage, EditPlan, MediaBuyEdit } from "./editable-buy";
export { actionIssues, deltaOf } from "./needed-actions";

/** Only the fields that differ, their inverse, and everything that keeps them from being sent (requirements §6: 15–18, 23–28, 31). */
export function planEdit(buy: EditableMediaBuy, edit: MediaBuyEdit, now: Instant): EditPlan {
  const issues: FieldIssue[] = [];
  const patch = edit.canceled ? canceledPatch(edit, issues) : askedPatch(buy, edit, now, issues);
  issues.push(...actionIssues(buy, patch));
  return { ...planned(buy, patch), issues };
}

function planned(buy: EditableMediaBuy, patch: MediaBuyPatch): Omit<EditPlan, "issues"> {
  const { packages = {}, ...own } = patch;
  const names = [...Object.keys(own), ...Object.values(packages).flatMap((one) => Object.keys(one))];
  return {
    patch,
    inverse: inverseOf(patch, buy.values),
    deltaMicros: deltaOf(patch, buy.values),
    onlyPause: names.every((name) => name === "paused"),
  };
}

/** A cancellation goes alone (requirements §2.1, S3:49): the seller would ignore whatever came with it. */
function canceledPatch({ canceled, packages, ...rest }: MediaBuyEdit, issues: FieldIssue[]): MediaBuyPatch {
  const others = Object.entries(rest).filter(([name, value]) => editFields.has(name) && value !== undefined);
  if (others.length > 0 || Object.keys(packages).length > 0) {
    issues.push({ path: "canceled", message: "Cancel alone: nothing else can change in the same edit" });
  }
  return canceled ? { canceled } : {};
}

/** What a caller may put beside these (its own ids, a revision) is not part of the edit. */
const editFields = new Set([
  "paused",
  "startDay",
  "endDay",
  "startAt",
  "endAt",
  "newPackages",
  "reportingWebhook",
  "totalMicros",
]);

function askedPatch(buy: EditableMediaBuy, edit: MediaBuyEdit, now: Instant, issues: FieldIssue[]): MediaBuyPatch {
  const { paused, reportingWebhook } = edit;
  const before = { startAt: buy.values.startAt, endAt: buy.values.endAt };
  const after = askedFlight(edit, before, buy.timeZone);
  issues.push(...flightIssues({ at: "", before, after, now }));
  const scene: PackageScene = { buy, before, after, now };
  const packages = packagePatches(scene, withTotal(scene, edit, issues), issues);
  const added = newPackages(scene, edit, issues);
  return {
    ...(paused === undefined || paused === buy.values.paused ? {} : { paused }),
    ...(after.startAt === before.startAt ? {} : { startAt: after.startAt }),
    ...(after.endAt === before.endAt ? {} : { endAt: after.endAt }),
    ...(Object.keys(packages).length === 0 ? {} : { packages }),
    ...(added.length === 0 ? {} : { newPackages: added }),
    ...reports(buy, reportingWebhook, issues),
  };
}

/** The packages' edits with the budgets that a new total makes of them (requirements §1.7). */
function withTotal({ buy, now }: PackageScene, edit: MediaBuyEdit, issues: FieldIssue[]): MediaBuyEdit["packages"] {
  const { totalMicros, scaleUp = false, packages } = edit;
  if (totalMicros === undefined) return packages;
  const overrides = Object.entries(packages).flatMap(([id, one]) =>
    one.budgetMicros === undefined ? [] : [[id, one.budgetMicros] as const],
  );
  const total = planTotal([{ id: "", buy }], { totalMicros, overrides: new Map(overrides), scaleUp }, now);
  issues.push(...total.issues);
  const budgets = Object.entries(total.patches.get("")?.packages ?? {});
  const scaled = budgets.map(([id, { budgetMicros }]): [string, PackageEdit] => [
    id,
    { ...packages[id], budgetMicros },
  ]);
  return { ...packages, ...Object.fromEntries(scaled) };
}

function packagePatches(
  scene: PackageScene,
  edits: MediaBuyEdit["packages"],
  issues: FieldIssue[],
): Readonly<Record<string, PackagePatch>> {
  // Packages that the edit does not name are looked at too when the buy's flight moves: theirs has to stay inside.
  const moved = scene.after.startAt !== scene.before.startAt || scene.after.endAt !== scene.before.endAt;
  const ids = moved ? new Set([...Object.keys(edits), ...scene.buy.packages.keys()]) : Object.keys(edits);
  const patches = [...ids].flatMap((id) => {
    const row = scene.buy.packages.get(id);
    const values = scene.buy.values.packages[id];
    if (!row || !values) {
      issues.push({ path: `packages.${id}`, message: "This package is not part of the media buy" });
      return [];
    }
    const found = packagePatch(scene, row, values, edits[id] ?? {});
    issues.push(...found.issues);
    return Object.keys(found.patch).length > 0 ? [[id, found.patch] as const] : [];
  });
  return Object.fromEntries(patches);
}

function newPackages(
  scene: PackageScene,
  { newPackages: asked = [] }: MediaBuyEdit,
  issues: FieldIssue[],
): readonly NewPackage[] {
  return asked.flatMap((edit, index) => {
    const found = newPackage(scene, edit, index);
    issues.push(...found.issues);
    return found.line === null ? [] : [found.line];
  });
}

/** Only at frequencies and with metrics that every product of the buy has (requirements S4:18–25). */
function reports(
  { values, reporting }: EditableMediaBuy,
  asked: ReportingWebhook | undefined,
  issues: FieldIssue[],
): MediaBuyPatch {
  if (!asked || sameReporting(values.reportingWebhook, asked)) return {};
  const say = (message: string) => issues.push({ path: "reportingWebhook", message });
  const why = reporting ? reporting.whyNot : "It is not known whether the seller can push reports";
  if (why !== null) say(why);
  if (reporting && !reporting.frequencies.includes(asked.frequency))
    say(`Not every product reports ${asked.frequency}`);
  const unknown = (asked.requestedMetrics ?? []).filter((metric) => reporting && !reporting.metrics.includes(metric));
  if (unknown.length > 0) say(`Not every product reports ${unknown.join(", ")}`);
  return { reportingWebhook: asked };
}
