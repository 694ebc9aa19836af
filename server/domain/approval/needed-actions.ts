import type { MediaBuyPatch, MediaBuyValues, PackagePatch } from "../change/patch";
import type { DialectFeature } from "../dialect/limits";
import type { FieldIssue } from "../errors";
import type { MediaBuyAction } from "../media-buy/allowed-actions";
import type { EditableMediaBuy } from "./editable-buy";

type Needed = {
  readonly path: string;
  readonly anyOf: readonly MediaBuyAction[];
  readonly field?: PackagePatchField;
};

/** The seller's actions that let a package's field change, and the form's name of the field (requirements §2.1). */
const packageActions: Readonly<
  Record<keyof PackagePatch, { readonly anyOf: readonly MediaBuyAction[]; readonly input: string }>
> = {
  budgetMicros: { anyOf: ["update_budget"], input: "budgetMicros" },
  bidMicros: { anyOf: ["update_packages"], input: "bidMicros" },
  impressions: { anyOf: ["update_packages"], input: "impressions" },
  pacing: { anyOf: ["update_packages"], input: "pacing" },
  startAt: { anyOf: ["update_dates", "update_packages"], input: "startDay" },
  endAt: { anyOf: ["update_dates", "update_packages"], input: "endDay" },
  paused: { anyOf: ["update_packages"], input: "paused" },
  targetingOverlay: { anyOf: ["update_packages"], input: "targetingOverlay" },
  creativeAssignments: { anyOf: ["update_packages", "sync_creatives"], input: "creativeIds" },
  newCreatives: { anyOf: ["update_packages", "sync_creatives"], input: "newCreativeIds" },
  optimizationGoals: { anyOf: ["update_packages"], input: "optimizationGoals" },
  canceled: { anyOf: ["update_packages", "cancel"], input: "canceled" },
};
export type PackagePatchField = keyof typeof packageActions;
export const packagePatchFields = Object.keys(packageActions) as readonly PackagePatchField[];

type Rules = Pick<EditableMediaBuy, "whyNot" | "notOffered">;

/** Why the seller does not let this field of a package change, ever or now, or null. */
export function whyNotField({ whyNot, notOffered }: Rules, field: PackagePatchField): string | null {
  const feature = fieldFeatures[field];
  const never = feature === undefined ? null : (notOffered?.(feature) ?? null);
  return never ?? whyNone(whyNot, packageActions[field].anyOf);
}

/** The feature without which a seller cannot be asked for a field. */
const fieldFeatures: Readonly<Partial<Record<PackagePatchField, DialectFeature>>> = {
  bidMicros: "bidPrice",
  impressions: "impressionGoal",
  startAt: "packageFlights",
  endAt: "packageFlights",
  paused: "packagePause",
  newCreatives: "inlineCreatives",
  optimizationGoals: "optimizationGoals",
  canceled: "packageCancel",
};

function whyNone(whyNot: EditableMediaBuy["whyNot"], anyOf: readonly MediaBuyAction[]): string | null {
  const reasons = anyOf.map(whyNot);
  return reasons.includes(null) ? null : (reasons[0] ?? null);
}

function neededActions(patch: MediaBuyPatch): Needed[] {
  const needed: Needed[] = [];
  if (patch.canceled) needed.push({ path: "canceled", anyOf: ["cancel"] });
  if (patch.paused !== undefined) needed.push({ path: "paused", anyOf: [patch.paused ? "pause" : "resume"] });
  if (patch.startAt !== undefined) needed.push({ path: "startDay", anyOf: ["update_dates"] });
  if (patch.endAt !== undefined) needed.push({ path: "endDay", anyOf: ["update_dates"] });
  if (patch.newPackages) needed.push({ path: "newPackages", anyOf: ["add_packages"] });
  return [...needed, ...Object.entries(patch.packages ?? {}).flatMap(([id, one]) => neededByPackage(id, one))];
}

function neededByPackage(id: string, patch: PackagePatch): Needed[] {
  return packagePatchFields
    .filter((field) => patch[field] !== undefined)
    .map((field) => ({
      path: `packages.${id}.${packageActions[field].input}`,
      anyOf: packageActions[field].anyOf,
      field,
    }));
}

/** One issue for each field that the seller does not let change now. */
export function actionIssues(buy: EditableMediaBuy, patch: MediaBuyPatch): FieldIssue[] {
  return neededActions(patch).flatMap(({ path, anyOf, field }) => {
    const message = field === undefined ? whyNone(buy.whyNot, anyOf) : whyNotField(buy, field);
    return message === null ? [] : [{ path, message }];
  });
}

/**
 * Spend added over all packages, new ones included; negative when money is taken out. What a cancellation frees is not counted
 * before it is confirmed.
 */
export function deltaOf(patch: MediaBuyPatch, values: MediaBuyValues): bigint {
  const added = (patch.newPackages ?? []).reduce((total, one) => total + one.budgetMicros, 0n);
  return Object.entries(patch.packages ?? {}).reduce((total, [id, one]) => {
    if (one.budgetMicros === undefined) return total;
    return total + one.budgetMicros - (values.packages[id]?.budgetMicros ?? 0n);
  }, added);
}
