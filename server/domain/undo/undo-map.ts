import { bidIssue, budgetIssue } from "../approval/edit-amounts";
import { valueIn } from "../approval/patch-fields";
import { actionIssues, type EditableMediaBuy, type EditablePackage } from "../approval/plan-edit";
import { sameField } from "../change/compare-values";
import { applyPatch } from "../change/diff-values";
import type { MediaBuyPatch, MediaBuyValues, PackagePatch, PackageValues, Verdict } from "../change/patch";
import { type Instant, isBefore } from "../time";

/**
 * What becomes of one field when a change is taken back. returns: exactly what it was; seller: the seller has to agree or review
 * again; gone: it cannot come back; nothing: it is that already.
 */
export const undoOutcomes = ["returns", "seller", "gone", "nothing"] as const;
export type UndoOutcome = (typeof undoOutcomes)[number];

/** `field` as in verdicts; `now` and `back` are raw display scalars; `why` is a sentence, empty where nothing has to be said. */
export type UndoField = {
  readonly field: string;
  readonly now: string | null;
  readonly back: string | null;
  readonly outcome: UndoOutcome;
  readonly why: string;
};

/** A change that took effect, as it was staged and read back. */
export type SettledChange = {
  readonly patch: MediaBuyPatch;
  readonly base: MediaBuyValues;
  /** Computed when it was staged. */
  readonly inverse: MediaBuyPatch;
  readonly verdicts: readonly Verdict[];
  /** A person at the seller had to agree to it. */
  readonly reviewed: boolean;
};

export type UndoMap = {
  readonly fields: readonly UndoField[];
  /** What is sent: the fields that return or that the seller decides on. */
  readonly patch: MediaBuyPatch;
};

type Judged = { readonly outcome: UndoOutcome; readonly why: string };
type Scene = {
  readonly change: SettledChange;
  readonly buy: EditableMediaBuy;
  readonly now: Instant;
  /** Why nothing of the buy can change any more, or null. */
  readonly over: string | null;
};

/** Field by field what undo would do to the media buy as it is now; nothing is decided from what it was then. */
export function undoMap(change: SettledChange, buy: EditableMediaBuy, over: string | null, now: Instant): UndoMap {
  const scene: Scene = { change, buy, now, over };
  const fields: UndoField[] = [];
  const { packages: _packages, ...own } = change.inverse;
  const back: Record<string, unknown> = {};
  for (const name of Object.keys(own)) {
    const judged = judgeOwn(scene, name as keyof typeof own);
    fields.push(described(scene, name, judged));
    if (isSent(judged)) back[name] = own[name as keyof typeof own];
  }
  const packages = packageBacks(scene, fields);
  fields.push(...forGood(scene));
  return { fields, patch: { ...back, ...(Object.keys(packages).length === 0 ? {} : { packages }) } };
}

function isSent({ outcome }: Judged): boolean {
  return outcome === "returns" || outcome === "seller";
}

function packageBacks(scene: Scene, fields: UndoField[]): Record<string, PackagePatch> {
  const backs: Record<string, PackagePatch> = {};
  for (const [id, inverse] of Object.entries(scene.change.inverse.packages ?? {})) {
    const back: Record<string, unknown> = {};
    for (const name of Object.keys(inverse) as (keyof PackageValues)[]) {
      const judged = judgePackage(scene, id, name);
      fields.push(described(scene, `packages.${id}.${name}`, judged));
      if (isSent(judged)) back[name] = inverse[name];
    }
    if (Object.keys(back).length > 0) backs[id] = back;
  }
  return backs;
}

function described({ change, buy }: Scene, field: string, judged: Judged): UndoField {
  return { field, now: valueIn(buy.values, field), back: valueIn(change.base, field), ...judged };
}

/** What has no inverse at all: cancellations and packages that were added. */
function forGood({ change }: Scene): UndoField[] {
  const gone = (field: string, why: string): UndoField => ({ field, now: null, back: null, outcome: "gone", why });
  const found: UndoField[] = [];
  if (change.patch.canceled) found.push(gone("canceled", "A cancellation is final: buy it again instead"));
  for (const [id, one] of Object.entries(change.patch.packages ?? {})) {
    if (one.canceled)
      found.push(gone(`packages.${id}.canceled`, "A cancellation is final: add the package again instead"));
  }
  for (const one of change.patch.newPackages ?? []) {
    found.push(gone(`packages.${one.packageId}`, `“${one.name}” was bought: cancel the package instead`));
  }
  return found;
}

type OwnName = "paused" | "startAt" | "endAt" | "reportingWebhook";

function judgeOwn(scene: Scene, name: OwnName | string): Judged {
  const { change, buy } = scene;
  const moved = movedSince(scene, name);
  if (moved !== null) return moved;
  const back = (change.inverse as Readonly<Record<string, unknown>>)[name];
  const problem = scene.over ?? datesProblem(scene, name, name, back) ?? notAllowed(buy, { [name]: back });
  if (problem !== null) return { outcome: "gone", why: problem };
  return name === "paused" ? pauseBack(change, back === false) : sellerDecides(change, name);
}

function judgePackage(scene: Scene, id: string, name: keyof PackageValues): Judged {
  const { change, buy } = scene;
  const moved = movedSince(scene, `packages.${id}.${name}`);
  if (moved !== null) return moved;
  const back = change.inverse.packages?.[id]?.[name];
  const row = buy.packages.get(id);
  const problem =
    scene.over ??
    (row ? packageProblem(scene, row, name, back) : "The package is no longer part of the media buy") ??
    notAllowed(buy, { packages: { [id]: { [name]: back } } });
  if (problem !== null) return { outcome: "gone", why: problem };
  return name === "paused" ? pauseBack(change, back === false) : sellerDecides(change, name);
}

/** null: the field still is what the change made of it. */
function movedSince({ change, buy }: Scene, field: string): Judged | null {
  const current = fieldIn(buy.values, field);
  if (same(field, current, fieldIn(change.base, field))) return { outcome: "nothing", why: "It is that already" };
  if (same(field, current, fieldIn(applyPatch(change.patch, change.base), field))) return null;
  const verdict = change.verdicts.find((one) => one.field === field);
  const shown = valueIn(buy.values, field);
  if (verdict?.kind === "changed" && shown !== null && verdict.found === shown) return null;
  return { outcome: "gone", why: "It has been changed since; undoing would overwrite that" };
}

function fieldIn(values: MediaBuyValues, field: string): unknown {
  const [head, id = "", name = ""] = field.split(".");
  if (head !== "packages") return (values as unknown as Readonly<Record<string, unknown>>)[field] ?? null;
  const found = values.packages[id] as Readonly<Record<string, unknown>> | undefined;
  return found?.[name] ?? null;
}

function same(field: string, a: unknown, b: unknown): boolean {
  const name = field.split(".").at(-1) ?? "";
  if (name === "reportingWebhook") return JSON.stringify(a) === JSON.stringify(b);
  return sameField(name as "budgetMicros", a as bigint, b as bigint);
}

function notAllowed(buy: EditableMediaBuy, patch: MediaBuyPatch): string | null {
  return actionIssues(buy, patch)[0]?.message ?? null;
}

const uncleared = "AdCP has no way to clear it: set another value instead";

function packageProblem(scene: Scene, row: EditablePackage, name: keyof PackageValues, back: unknown): string | null {
  const { buy, now } = scene;
  if (row.canceled) return "The package is canceled";
  const endAt = buy.values.packages[row.id]?.endAt ?? buy.values.endAt;
  if (name !== "endAt" && !isBefore(now, endAt)) return "The flight of the package is over";
  if (back === null || back === undefined) return uncleared;
  if (name === "optimizationGoals" && Array.isArray(back) && back.length === 0) return uncleared;
  if (name === "budgetMicros") return budgetIssue(back as bigint, buy.currency, row);
  if (name === "bidMicros") return bidIssue(back as bigint, buy.currency, row.option);
  return datesProblem(scene, name, `packages.${row.id}.${name}`, back);
}

function datesProblem({ buy, now }: Scene, name: string, field: string, back: unknown): string | null {
  if (name === "startAt" && !isBefore(now, String(fieldIn(buy.values, field)))) return "The flight has started";
  if (name === "endAt" && !isBefore(now, String(back))) return "That day is over";
  return null;
}

function pauseBack(change: SettledChange, resumes: boolean): Judged {
  if (change.reviewed) return agreed;
  return { outcome: "returns", why: resumes ? "What did not run meanwhile does not come back" : "" };
}

const agreed: Judged = { outcome: "seller", why: "The seller had to agree to the change, and has to again" };
const reviewed: Readonly<Record<string, string>> = {
  startAt: "A change of dates likely needs the seller's approval",
  endAt: "A change of dates likely needs the seller's approval",
  targetingOverlay: "A change of targeting likely needs the seller's approval",
  creativeAssignments: "The seller may review the creatives again",
  optimizationGoals: "A change of goals likely needs the seller's approval",
};

function sellerDecides(change: SettledChange, name: string): Judged {
  const why = reviewed[name];
  if (why !== undefined) return { outcome: "seller", why };
  return change.reviewed ? agreed : { outcome: "returns", why: "" };
}
