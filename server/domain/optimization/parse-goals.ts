import type { OptimizationGoal } from "./goal";

/** A seller's, a form's or our own column's JSON → goals; entries that are no goal are left out. */
export function goalsFrom(value: unknown): readonly OptimizationGoal[] {
  return Array.isArray(value) ? value.filter(isGoal) : [];
}

/** Our own column's text → goals. */
export function parseGoals(text: string): readonly OptimizationGoal[] {
  return goalsFrom(JSON.parse(text));
}

function isGoal(value: unknown): value is OptimizationGoal {
  if (typeof value !== "object" || value === null || !("kind" in value)) return false;
  if (value.kind === "metric") return "metric" in value && typeof value.metric === "string";
  return value.kind === "event" && "event_sources" in value && Array.isArray(value.event_sources);
}

/** The goals that are sent: the package's own, else the campaign's (C4). */
export function effectiveGoals(
  campaign: readonly OptimizationGoal[] | undefined,
  own: readonly OptimizationGoal[] | undefined,
): readonly OptimizationGoal[] {
  return own && own.length > 0 ? own : (campaign ?? []);
}
