import { describe, expect, test } from "vitest";
import type { OptimizationGoal } from "./goal";
import { goalIssues } from "./goal-issues";
import { goalSupport } from "./goal-support";
import { effectiveGoals, goalsFrom } from "./parse-goals";

const product = {
  metric_optimization: {
    supported_metrics: ["clicks", "reach", "completed_views"],
    supported_targets: ["cost_per"],
    supported_reach_units: ["devices"],
    supported_view_durations: [6],
  },
  conversion_tracking: { supported_targets: ["cost_per", "per_ad_spend", "maximize_value"] },
  max_optimization_goals: 2,
};
const support = goalSupport(product, null);
const issues = (...goals: OptimizationGoal[]) =>
  goalIssues(goals, support).map(({ path, message }) => `${path}: ${message}`);
const source = { event_source_id: "web", event_type: "purchase" };

describe("optimization goals (requirements 3.10)", () => {
  test("that the product takes pass", () => {
    expect(issues({ kind: "metric", metric: "clicks", target: { kind: "cost_per", value: 2 }, priority: 1 })).toEqual(
      [],
    );
    expect(issues({ kind: "metric", metric: "reach", reach_unit: "devices" })).toEqual([]);
    const valued = { ...source, value_field: "value" };
    expect(issues({ kind: "event", event_sources: [valued], target: { kind: "per_ad_spend", value: 4 } })).toEqual([]);
    expect(issues({ kind: "event", event_sources: [valued], target: { kind: "maximize_value" } })).toEqual([]);
  });

  test.each<[string, OptimizationGoal, string]>([
    [
      "a metric it does not have",
      { kind: "metric", metric: "saves" },
      "0.metric: The product is not optimized for saves",
    ],
    ["reach without its unit", { kind: "metric", metric: "reach" }, "0.reach_unit: Reach needs its unit"],
    [
      "a unit it does not count",
      { kind: "metric", metric: "reach", reach_unit: "households" },
      "0.reach_unit: The product does not count households",
    ],
    [
      "a duration it does not count",
      { kind: "metric", metric: "completed_views", view_duration_seconds: 15 },
      "0.view_duration_seconds: The product does not count views of 15 s",
    ],
    [
      "a target it does not take",
      { kind: "metric", metric: "clicks", target: { kind: "threshold_rate", value: 0.1 } },
      "0.target: The product takes no target of threshold rate for metrics",
    ],
    [
      "a target for events on a metric",
      { kind: "metric", metric: "clicks", target: { kind: "maximize_value" } },
      "0.target: maximize value is for events, not for metrics",
    ],
    [
      "a target of nothing",
      { kind: "metric", metric: "clicks", target: { kind: "cost_per", value: 0 } },
      "0.target: Enter a target above 0",
    ],
    [
      "a return without a value field",
      { kind: "event", event_sources: [source], target: { kind: "per_ad_spend", value: 4 } },
      "0.target: This target needs an event source that says where its value is (value field)",
    ],
    [
      "two sources where the seller counts one",
      { kind: "event", event_sources: [source, source] },
      "0.event_sources: The seller counts one event source a goal",
    ],
    [
      "a custom event without a name",
      { kind: "event", event_sources: [{ ...source, event_type: "custom" }] },
      "0.event_sources: A custom event needs its name",
    ],
  ])("name %s", (_name, goal, complaint) => {
    expect(issues(goal)).toEqual([complaint]);
  });

  test("count only events that the seller tracks, where it says which", () => {
    const tracking = { media_buy: { conversion_tracking: { supported_event_types: ["lead"] } } };
    const goal = { kind: "event" as const, event_sources: [source] };
    const found = goalIssues([goal], goalSupport(product, tracking));
    expect(found).toEqual([{ path: "0.event_sources", message: "The seller does not track purchase" }]);
  });

  test("are not more than the product takes, and have priorities of their own", () => {
    const click = { kind: "metric", metric: "clicks" } as const;
    expect(issues(click, click, click)).toEqual([": The product takes at most 2 goals"]);
    expect(issues({ ...click, priority: 1 }, { ...click, priority: 1 })).toEqual([
      ": Two goals have the same priority; what the seller then does is undefined",
    ]);
  });

  test("of the campaign hold for packages that have none of their own (C4)", () => {
    const [click, view] = goalsFrom([
      { kind: "metric", metric: "clicks" },
      { kind: "metric", metric: "views" },
      "nonsense",
    ]);
    expect(effectiveGoals(click && [click], [])).toEqual([click]);
    expect(effectiveGoals(click && [click], view && [view])).toEqual([view]);
  });
});
