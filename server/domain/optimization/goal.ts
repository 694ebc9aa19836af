/** Optimization goals as AdCP 3.0.6 spells them (requirements §3.10, `core/optimization-goal.json`); unknown members are kept. */
export const goalMetrics = [
  "clicks",
  "views",
  "completed_views",
  "viewed_seconds",
  "attention_seconds",
  "attention_score",
  "engagements",
  "follows",
  "saves",
  "profile_visits",
  "reach",
] as const;

/** `value` in the buy's currency (cost_per), as a ratio (per_ad_spend) or in the metric's own unit (threshold_rate). */
export type GoalTarget = { readonly kind: string; readonly value?: number; readonly [field: string]: unknown };

export type EventSource = {
  readonly event_source_id: string;
  readonly event_type: string;
  readonly custom_event_name?: string;
  readonly value_field?: string;
  readonly value_factor?: number;
  readonly [field: string]: unknown;
};

export type MetricGoal = {
  readonly kind: "metric";
  readonly metric: string;
  readonly reach_unit?: string;
  readonly target_frequency?: { readonly min?: number; readonly max?: number; readonly [field: string]: unknown };
  readonly view_duration_seconds?: number;
  readonly target?: GoalTarget;
  readonly priority?: number;
  readonly [field: string]: unknown;
};
export type EventGoal = {
  readonly kind: "event";
  readonly event_sources: readonly EventSource[];
  readonly target?: GoalTarget;
  readonly attribution_window?: Readonly<Record<string, unknown>>;
  readonly priority?: number;
  readonly [field: string]: unknown;
};
export type OptimizationGoal = MetricGoal | EventGoal;
