import type { EditorPackage } from "@/server/api/views/editor-view";
import { canonicalJson } from "@/server/domain/canonical-json";
import type { OptimizationGoal } from "@/server/domain/optimization/goal";
import type { TargetingOverlay } from "@/server/domain/targeting/overlay";

/** What the package dialog holds: the package as it was opened, then as typed. */
export type PackageDraft = {
  readonly budgetMicros: bigint | null;
  readonly bidMicros: bigint | null;
  readonly impressions: string;
  readonly pacing: string;
  readonly startDay: string | null;
  readonly endDay: string | null;
  readonly overlay: TargetingOverlay;
  readonly goals: readonly OptimizationGoal[];
};

export function draftOf(item: EditorPackage): PackageDraft {
  return {
    budgetMicros: item.budgetMicros,
    bidMicros: item.bidMicros,
    impressions: item.impressions?.toString() ?? "",
    pacing: item.pacing,
    startDay: item.startDay,
    endDay: item.endDay,
    overlay: item.targetingOverlay,
    goals: item.optimizationGoals,
  };
}

export type PackageChange = {
  budgetMicros?: bigint;
  bidMicros?: bigint;
  impressions?: bigint;
  pacing?: string;
  startDay?: string;
  endDay?: string;
  targetingOverlay?: TargetingOverlay;
  optimizationGoals?: OptimizationGoal[];
};

/** Only what differs from the package as it was opened. */
export function changeOf(item: EditorPackage, draft: PackageDraft): PackageChange {
  const was = draftOf(item);
  const impressions = impressionsIn(draft.impressions);
  return {
    ...changed("budgetMicros", draft.budgetMicros, was.budgetMicros),
    ...changed("bidMicros", draft.bidMicros, was.bidMicros),
    ...changed("impressions", impressions, item.impressions),
    ...changed("pacing", draft.pacing, was.pacing),
    ...changed("startDay", draft.startDay, was.startDay),
    ...changed("endDay", draft.endDay, was.endDay),
    ...(same(draft.overlay, was.overlay) ? {} : { targetingOverlay: filled(draft.overlay) as TargetingOverlay }),
    ...(same(draft.goals, was.goals) ? {} : { optimizationGoals: [...draft.goals] }),
  };
}

function changed<N extends string, V>(name: N, now: V | null, was: V | null): { [K in N]?: V } {
  return now === null || now === was ? {} : ({ [name]: now } as { [K in N]?: V });
}

function same(a: unknown, b: unknown): boolean {
  return canonicalJson(filled(a)) === canonicalJson(filled(b));
}

/** Empty lists say the same as being absent. */
function filled(value: unknown): unknown {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, one]) => !(Array.isArray(one) && one.length === 0)));
}

/** Whole impressions as typed, grouping allowed; null where it is no number or nothing was typed. */
export function impressionsIn(text: string): bigint | null {
  const digits = text.replaceAll(/[\s,.’']/g, "");
  return /^\d{1,15}$/.test(digits) ? BigInt(digits) : null;
}

/** The fields of the overlay that differ, each as words before and after. */
export function overlayDiff(before: TargetingOverlay, after: TargetingOverlay) {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((name) => !same({ [name]: before[name] }, { [name]: after[name] }))
    .map((name) => ({ name, before: overlayWords(before[name]), after: overlayWords(after[name]) }));
}

/** A value of the overlay in a line: lists by comma, keywords with their match type, anything else as it is. */
export function overlayWords(value: unknown): string {
  if (value === undefined || value === null) return "none";
  if (!Array.isArray(value))
    return typeof value === "object" ? (capWords(value) ?? JSON.stringify(value)) : String(value);
  if (value.length === 0) return "none";
  return value.map(entryWords).join(", ");
}

function entryWords(entry: unknown): string {
  if (typeof entry !== "object" || entry === null) return String(entry);
  if ("keyword" in entry && "match_type" in entry) return `${String(entry.keyword)} (${String(entry.match_type)})`;
  if ("days" in entry && Array.isArray(entry.days) && "start_hour" in entry && "end_hour" in entry) {
    return `${entry.days.map((day) => String(day).slice(0, 3)).join(" ")} ${entry.start_hour}–${entry.end_hour} h`;
  }
  return JSON.stringify(entry);
}

const fieldNames: Readonly<Record<string, string>> = {
  geo_countries: "countries",
  geo_regions: "regions",
  language: "languages",
  device_type: "devices",
  frequency_cap: "frequency cap",
  daypart_targets: "hours of the week",
  keyword_targets: "keywords",
  negative_keywords: "keywords to stay away from",
};

/** An overlay's field as the form calls it; others by their own name. */
export function fieldWords(name: string): string {
  return fieldNames[name] ?? name.replaceAll("_", " ");
}

function capWords(value: object): string | null {
  if (!("max_impressions" in value && "per" in value && "window" in value)) return null;
  const { max_impressions: most, per, window } = value;
  if (typeof window !== "object" || window === null || !("interval" in window && "unit" in window)) return null;
  const span = window.unit === "campaign" ? "the campaign" : `${String(window.interval)} ${String(window.unit)}`;
  return `at most ${String(most)} views in ${span}, counted by ${String(per)}`;
}
