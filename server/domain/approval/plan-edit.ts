import { inverseOf } from "../change/diff-values";
import type {
  CreativeAssignmentValue,
  MediaBuyPatch,
  MediaBuyValues,
  Pacing,
  PackagePatch,
  PackageValues,
} from "../change/patch";
import type { FieldIssue } from "../errors";
import type { MediaBuyAction } from "../media-buy/allowed-actions";
import type { PricingOption } from "../media-buy/product";
import { type Day, endOfInclusiveDay, type Instant, isBefore } from "../time";
import { bidIssue, budgetIssue } from "./edit-amounts";

/** A bought package as an edit finds it. */
export type EditablePackage = {
  readonly id: string;
  readonly name: string;
  readonly sellerPackageId: string | null;
  readonly canceled: boolean;
  readonly deliveredMicros: bigint;
  readonly option: PricingOption | null;
};

export type EditableCreative = {
  readonly id: string;
  /** The creative id the seller knows. */
  readonly creativeId: string;
  readonly name: string;
  /** Why it cannot go on any of this seller's packages now, or null. */
  readonly refusal: string | null;
  /** By package id: why it does not fit that one. */
  readonly misfits: ReadonlyMap<string, string>;
};

/** A media buy as an edit finds it: the values last confirmed and what the seller allows now. */
export type EditableMediaBuy = {
  readonly currency: string;
  readonly timeZone: string;
  readonly values: MediaBuyValues;
  /** null: the seller allows it now; else why not. */
  readonly whyNot: (action: MediaBuyAction) => string | null;
  readonly packages: ReadonlyMap<string, EditablePackage>;
  /** By our row id. */
  readonly creatives: ReadonlyMap<string, EditableCreative>;
};

export type PackageEdit = {
  readonly budgetMicros?: bigint | undefined;
  readonly bidMicros?: bigint | undefined;
  readonly pacing?: Pacing | undefined;
  readonly paused?: boolean | undefined;
  readonly creativeIds?: readonly string[] | undefined;
};
export type MediaBuyEdit = {
  readonly paused?: boolean | undefined;
  readonly endDay?: Day | undefined;
  readonly packages: Readonly<Record<string, PackageEdit>>;
};

export type EditPlan = {
  readonly patch: MediaBuyPatch;
  readonly inverse: MediaBuyPatch;
  readonly deltaMicros: bigint;
  readonly issues: readonly FieldIssue[];
  /** Nothing but pausing or resuming, of the buy or of packages. */
  readonly onlyPause: boolean;
};

/** Only the fields that differ, their inverse, and everything that keeps them from being sent (requirements §6: 15–18, 25). */
export function planEdit(buy: EditableMediaBuy, edit: MediaBuyEdit, now: Instant): EditPlan {
  const issues: FieldIssue[] = [];
  const patch: Mutable<MediaBuyPatch> = {};
  if (edit.paused !== undefined && edit.paused !== buy.values.paused) patch.paused = edit.paused;
  const endAt = edit.endDay === undefined ? buy.values.endAt : endOfInclusiveDay(edit.endDay, buy.timeZone);
  if (endAt !== buy.values.endAt) {
    patch.endAt = endAt;
    issues.push(...endIssues(buy, endAt, now));
  }
  const packages = Object.entries(edit.packages).flatMap(([id, asked]) => {
    const found = packagePatch(buy, id, asked, issues);
    return found && Object.keys(found).length > 0 ? [[id, found] as const] : [];
  });
  if (packages.length > 0) patch.packages = Object.fromEntries(packages);
  issues.push(...actionIssues(buy, patch));
  const onlyPause =
    patch.endAt === undefined && packages.every(([, one]) => Object.keys(one).every((field) => field === "paused"));
  return { patch, inverse: inverseOf(patch, buy.values), deltaMicros: deltaOf(patch, buy.values), issues, onlyPause };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function endIssues(buy: EditableMediaBuy, endAt: Instant, now: Instant): FieldIssue[] {
  if (!isBefore(now, endAt)) return [{ path: "endDay", message: "The last day must be in the future" }];
  if (!isBefore(buy.values.startAt, endAt)) return [{ path: "endDay", message: "The last day is before the first" }];
  return [];
}

function packagePatch(
  buy: EditableMediaBuy,
  id: string,
  asked: PackageEdit,
  issues: FieldIssue[],
): PackagePatch | null {
  const row = buy.packages.get(id);
  const now = buy.values.packages[id];
  if (!row || !now) {
    issues.push({ path: `packages.${id}`, message: "This package is not part of the media buy" });
    return null;
  }
  const patch: Mutable<PackagePatch> = {};
  if (differs(asked.budgetMicros, now.budgetMicros)) patch.budgetMicros = asked.budgetMicros;
  if (differs(asked.bidMicros, now.bidMicros)) patch.bidMicros = asked.bidMicros;
  if (differs(asked.pacing, now.pacing)) patch.pacing = asked.pacing;
  if (differs(asked.paused, now.paused)) patch.paused = asked.paused;
  if (asked.creativeIds !== undefined) {
    const assignments = assignmentsFrom(buy, row, now, asked.creativeIds, issues);
    if (!sameAssignments(assignments, now.creativeAssignments)) patch.creativeAssignments = assignments;
  }
  if (Object.keys(patch).length > 0) issues.push(...packageIssues(buy, row, patch));
  return patch;
}

function differs<T>(asked: T | undefined, now: T | null): asked is T {
  return asked !== undefined && asked !== now;
}

/** The complete new list; creatives that stay keep their weight and placements (requirements §6: 18, 31). */
function assignmentsFrom(
  buy: EditableMediaBuy,
  row: EditablePackage,
  now: PackageValues,
  creativeIds: readonly string[],
  issues: FieldIssue[],
): readonly CreativeAssignmentValue[] {
  const path = `packages.${row.id}.creativeIds`;
  const kept = new Map(now.creativeAssignments.map((assignment) => [assignment.creativeId, assignment]));
  return [...new Set(creativeIds)].flatMap((id) => {
    const creative = buy.creatives.get(id);
    if (!creative) {
      issues.push({ path, message: "A creative was not found" });
      return [];
    }
    const before = kept.get(creative.creativeId);
    const refusal = before ? null : (creative.refusal ?? creative.misfits.get(row.id) ?? null);
    if (refusal !== null) issues.push({ path, message: `“${creative.name}”: ${refusal}` });
    return [before ?? { creativeId: creative.creativeId }];
  });
}

function sameAssignments(a: readonly CreativeAssignmentValue[], b: readonly CreativeAssignmentValue[]): boolean {
  const ids = new Set(b.map((one) => one.creativeId));
  return a.length === b.length && a.every((one) => ids.has(one.creativeId));
}

function packageIssues(buy: EditableMediaBuy, row: EditablePackage, patch: PackagePatch): FieldIssue[] {
  const at = `packages.${row.id}`;
  if (row.canceled) return [{ path: at, message: `${row.name} is canceled; nothing of it can change` }];
  if (row.sellerPackageId === null) return [{ path: at, message: `The seller has not confirmed ${row.name} yet` }];
  const found: FieldIssue[] = [];
  if (patch.budgetMicros !== undefined) {
    const message = budgetIssue(patch.budgetMicros, buy.currency, row);
    if (message !== null) found.push({ path: `${at}.budgetMicros`, message });
  }
  if (patch.bidMicros !== undefined && patch.bidMicros !== null) {
    const message = bidIssue(patch.bidMicros, buy.currency, row.option);
    if (message !== null) found.push({ path: `${at}.bidMicros`, message });
  }
  return found;
}

type Needed = { readonly path: string; readonly anyOf: readonly MediaBuyAction[] };

const packageActions = {
  budgetMicros: { anyOf: ["update_budget"], input: "budgetMicros" },
  bidMicros: { anyOf: ["update_packages"], input: "bidMicros" },
  pacing: { anyOf: ["update_packages"], input: "pacing" },
  paused: { anyOf: ["update_packages"], input: "paused" },
  creativeAssignments: { anyOf: ["update_packages", "sync_creatives"], input: "creativeIds" },
} as const;

/** Which of the seller's actions each field needs (requirements §2.1, `valid_actions`). */
function neededActions(patch: MediaBuyPatch): Needed[] {
  const needed: Needed[] = [];
  if (patch.paused !== undefined) needed.push({ path: "paused", anyOf: [patch.paused ? "pause" : "resume"] });
  if (patch.endAt !== undefined) needed.push({ path: "endDay", anyOf: ["update_dates"] });
  return [...needed, ...Object.entries(patch.packages ?? {}).flatMap(([id, one]) => neededByPackage(id, one))];
}

function neededByPackage(id: string, patch: PackagePatch): Needed[] {
  const fields = ["budgetMicros", "bidMicros", "pacing", "paused", "creativeAssignments"] as const;
  return fields
    .filter((field) => patch[field] !== undefined)
    .map((field) => {
      const { input, anyOf } = packageActions[field];
      return { path: `packages.${id}.${input}`, anyOf };
    });
}

/** What of a patch the seller does not allow now. */
export function actionIssues(buy: EditableMediaBuy, patch: MediaBuyPatch): FieldIssue[] {
  return neededActions(patch).flatMap(({ path, anyOf }) => {
    const reasons = anyOf.map(buy.whyNot);
    const [message] = reasons;
    return reasons.includes(null) || !message ? [] : [{ path, message }];
  });
}

/** Spend added over all packages; negative when money is taken out. */
export function deltaOf(patch: MediaBuyPatch, values: MediaBuyValues): bigint {
  return Object.entries(patch.packages ?? {}).reduce((total, [id, one]) => {
    if (one.budgetMicros === undefined) return total;
    return total + one.budgetMicros - (values.packages[id]?.budgetMicros ?? 0n);
  }, 0n);
}
