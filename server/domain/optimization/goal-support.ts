import { goalMetrics } from "./goal";

/** What a product can be optimized for (requirements §3.3, §3.10); null: the product does not say. */
export type GoalSupport = {
  readonly metrics: readonly string[];
  /** Targets of metric goals; null: only goals without a target. */
  readonly metricTargets: readonly string[] | null;
  readonly reachUnits: readonly string[];
  readonly viewDurations: readonly number[];
  /** null: no event goals. Empty list: goals without a target only. */
  readonly eventTargets: readonly string[] | null;
  readonly mostGoals: number | null;
  readonly multipleSources: boolean;
  /** Events the seller tracks; null or absent: every standard one. */
  readonly eventTypes?: readonly string[] | null;
};

type Json = Readonly<Record<string, unknown>>;
const objectOf = (value: unknown): Json | null =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null;
const textsOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === "string") : [];
const numbersOf = (value: unknown): number[] =>
  Array.isArray(value) ? value.filter((one): one is number => typeof one === "number") : [];

/** From the seller's own product and capabilities as it sent them. */
export function goalSupport(product: Json, capabilities: Json | null): GoalSupport {
  const metric = objectOf(product.metric_optimization);
  const events = objectOf(product.conversion_tracking);
  const seller = objectOf(objectOf(capabilities?.media_buy)?.conversion_tracking);
  const most = product.max_optimization_goals;
  return {
    metrics: textsOf(metric?.supported_metrics).filter((name) => (goalMetrics as readonly string[]).includes(name)),
    metricTargets: Array.isArray(metric?.supported_targets) ? textsOf(metric.supported_targets) : null,
    reachUnits: textsOf(metric?.supported_reach_units),
    viewDurations: numbersOf(metric?.supported_view_durations),
    eventTargets: events === null ? null : textsOf(events.supported_targets),
    mostGoals: typeof most === "number" && most >= 1 ? most : null,
    multipleSources: seller?.multi_source_event_dedup === true,
    eventTypes: Array.isArray(seller?.supported_event_types) ? textsOf(seller.supported_event_types) : null,
  };
}
