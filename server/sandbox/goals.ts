import { refuse } from "./errors";
import type { Json } from "./model";
import type { Seller } from "./seller";

/** What every product of these sellers can be optimized for (`core/product.json`, metric_optimization). */
export const METRIC_OPTIMIZATION = {
  supported_metrics: ["clicks", "views", "completed_views"],
  supported_targets: ["cost_per", "threshold_rate"],
};

export const MOST_GOALS = 2;

interface Goal {
  kind: string;
  metric?: string;
  target?: { kind: string };
}

function problemOf({ kind, metric = "", target }: Goal): [field: string, message: string] | undefined {
  const { supported_metrics, supported_targets } = METRIC_OPTIMIZATION;
  if (kind !== "metric") return ["kind", "We track no conversions; only metric goals are possible."];
  if (!supported_metrics.includes(metric)) return ["metric", `We cannot optimize for ${metric}.`];
  const odd = target !== undefined && !supported_targets.includes(target.kind);
  return odd ? ["target", `We take no target of the kind ${target.kind}.`] : undefined;
}

/** Refuses goals that the catalogue does not offer. Products that a compliance run has seeded take any. */
export function checkGoals(seller: Seller, productId: string, request: Json, path: string): void {
  const goals = (request.optimization_goals ?? []) as Goal[];
  if (!seller.profile.products.some((product) => product.product_id === productId)) return;
  if (goals.length > MOST_GOALS) {
    throw refuse("UNSUPPORTED_FEATURE", `At most ${MOST_GOALS} goals per package.`, {
      field: `${path}.optimization_goals`,
      details: { max_optimization_goals: MOST_GOALS },
    });
  }
  for (const [index, goal] of goals.entries()) {
    const problem = problemOf(goal);
    if (problem === undefined) continue;
    const [field, message] = problem;
    throw refuse("UNSUPPORTED_FEATURE", message, {
      field: `${path}.optimization_goals[${index}].${field}`,
      details: METRIC_OPTIMIZATION,
    });
  }
}
