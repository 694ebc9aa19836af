import type { FieldIssue } from "../errors";
import type { EventGoal, GoalTarget, MetricGoal, OptimizationGoal } from "./goal";
import type { GoalSupport } from "./goal-support";

/** Everything that keeps goals from being sent (requirements §3.10, §6: 28). Paths: "<index>.metric", "<index>.target", … or "". */
export function goalIssues(goals: readonly OptimizationGoal[], support: GoalSupport): FieldIssue[] {
  return [
    ...countIssues(goals, support),
    ...goals.flatMap((goal, index) =>
      (goal.kind === "metric" ? metricIssues(goal, support) : eventIssues(goal, support)).map(({ path, message }) => ({
        path: `${index}.${path}`,
        message,
      })),
    ),
  ];
}

function countIssues(goals: readonly OptimizationGoal[], { mostGoals }: GoalSupport): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (mostGoals !== null && goals.length > mostGoals) {
    issues.push({ path: "", message: `The product takes at most ${mostGoals} ${mostGoals === 1 ? "goal" : "goals"}` });
  }
  const priorities = goals.flatMap(({ priority }) => (priority === undefined ? [] : [priority]));
  if (new Set(priorities).size !== priorities.length) {
    issues.push({ path: "", message: "Two goals have the same priority; what the seller then does is undefined" });
  }
  if (priorities.some((one) => !Number.isInteger(one) || one < 1)) {
    issues.push({ path: "", message: "A priority is a whole number from 1" });
  }
  return issues;
}

function metricIssues(goal: MetricGoal, support: GoalSupport): FieldIssue[] {
  const { metric, target } = goal;
  if (!support.metrics.includes(metric))
    return [{ path: "metric", message: `The product is not optimized for ${words(metric)}` }];
  return [...reachIssues(goal, support), ...durationIssues(goal, support), ...metricTargetIssues(target, support)];
}

function reachIssues(
  { metric, reach_unit: unit, target_frequency: frequency }: MetricGoal,
  support: GoalSupport,
): FieldIssue[] {
  if (metric !== "reach") {
    return frequency === undefined ? [] : [{ path: "target_frequency", message: "Only reach takes a frequency" }];
  }
  if (unit === undefined) return [{ path: "reach_unit", message: "Reach needs its unit" }];
  if (!support.reachUnits.includes(unit))
    return [{ path: "reach_unit", message: `The product does not count ${words(unit)}` }];
  if (frequency?.min !== undefined && frequency.max !== undefined && frequency.max < frequency.min) {
    return [{ path: "target_frequency", message: "The highest frequency is below the lowest" }];
  }
  return [];
}

function durationIssues({ metric, view_duration_seconds: seconds }: MetricGoal, support: GoalSupport): FieldIssue[] {
  if (seconds === undefined) return [];
  const path = "view_duration_seconds";
  if (metric !== "completed_views") return [{ path, message: "Only completed views take a duration" }];
  return support.viewDurations.includes(seconds)
    ? []
    : [{ path, message: `The product does not count views of ${seconds} s` }];
}

function metricTargetIssues(target: GoalTarget | undefined, { metricTargets }: GoalSupport): FieldIssue[] {
  if (target === undefined) return [];
  if (target.kind !== "cost_per" && target.kind !== "threshold_rate") {
    return [{ path: "target", message: `${words(target.kind)} is for events, not for metrics` }];
  }
  if (metricTargets === null || !metricTargets.includes(target.kind)) {
    return [{ path: "target", message: `The product takes no target of ${words(target.kind)} for metrics` }];
  }
  return valueIssues(target);
}

function eventIssues(goal: EventGoal, support: GoalSupport): FieldIssue[] {
  if (support.eventTargets === null) return [{ path: "kind", message: "The product does not track conversions" }];
  const sources = goal.event_sources;
  if (sources.length === 0) return [{ path: "event_sources", message: "Choose an event source" }];
  if (sources.length > 1 && !support.multipleSources) {
    return [{ path: "event_sources", message: "The seller counts one event source a goal" }];
  }
  const unnamed = sources.some((one) => one.event_type === "custom" && !one.custom_event_name);
  if (unnamed) return [{ path: "event_sources", message: "A custom event needs its name" }];
  const untracked = sources.find(({ event_type: type }) => support.eventTypes?.includes(type) === false);
  if (untracked) {
    return [{ path: "event_sources", message: `The seller does not track ${words(untracked.event_type)}` }];
  }
  return eventTargetIssues(goal, support.eventTargets);
}

function eventTargetIssues({ target, event_sources: sources }: EventGoal, offered: readonly string[]): FieldIssue[] {
  if (target === undefined) return [];
  if (target.kind === "threshold_rate")
    return [{ path: "target", message: "A minimum rate is for metrics, not for events" }];
  if (!offered.includes(target.kind)) {
    return [{ path: "target", message: `The product takes no target of ${words(target.kind)} for events` }];
  }
  if (target.kind === "cost_per") return valueIssues(target);
  if (!sources.some((one) => typeof one.value_field === "string" && one.value_field !== "")) {
    return [
      { path: "target", message: "This target needs an event source that says where its value is (value field)" },
    ];
  }
  return target.kind === "maximize_value" ? [] : valueIssues(target);
}

function valueIssues({ value }: GoalTarget): FieldIssue[] {
  return typeof value === "number" && value > 0 ? [] : [{ path: "target", message: "Enter a target above 0" }];
}

const words = (name: string): string => name.replaceAll("_", " ");
