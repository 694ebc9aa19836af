import { Button } from "@/app/_ui/button";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import type { MetricGoal, OptimizationGoal } from "@/server/domain/optimization/goal";
import { type EditorProps, errorAt } from "./editor-props";
import styles from "./media-buy.module.css";

/** What the seller optimizes for; only what the product supports is offered. */
export function GoalFields(props: EditorProps) {
  const { item, draft, onDraft } = props;
  const { goals } = draft;
  const support = item.goals;
  const offered = support?.metrics ?? [];
  const lock =
    item.locks.goals ?? (support && offered.length === 0 ? "The product is not optimized for any metric" : null);
  const full = support?.mostGoals != null && goals.length >= support.mostGoals;
  const set = (next: readonly OptimizationGoal[]) => onDraft({ goals: next });
  const change = (index: number, goal: OptimizationGoal) => set(goals.map((one, at) => (at === index ? goal : one)));
  const error = errorAt(props, "optimizationGoals");
  return (
    <details className={styles.part} open={error !== undefined || undefined}>
      <summary>
        Optimization goals <span className="sm dim">{goals.map(goalWords).join(", ") || "none"}</span>
      </summary>
      <div className={styles.partBody}>
        {lock && <p className="dim">{lock}</p>}
        {goals.map((goal, index) => (
          <div key={index} className={styles.four}>
            {goal.kind === "metric" ? (
              <MetricGoalFields goal={goal} props={props} onGoal={(next) => change(index, next)} />
            ) : (
              <p>{goalWords(goal)}</p>
            )}
            {/* The wire has no way to clear the last goal that is there. */}
            {(goals.length > 1 || item.optimizationGoals.length === 0) && (
              <Button onClick={() => set(goals.filter((_, at) => at !== index))}>Remove</Button>
            )}
          </div>
        ))}
        {error && <p className={styles.problem}>{error}</p>}
        {item.optimizationGoals.length > 0 && (
          <p className="sm dim">Goals can be replaced, never cleared: AdCP has no word for that.</p>
        )}
        {lock === null && offered[0] !== undefined && (
          <div>
            <Button
              disabled={full}
              title={full ? "The product takes no more goals" : undefined}
              onClick={() =>
                set([...goals, { kind: "metric", metric: offered[0] ?? "clicks", priority: goals.length + 1 }])
              }
            >
              Add a goal
            </Button>
          </div>
        )}
      </div>
    </details>
  );
}

type MetricGoalProps = {
  readonly goal: MetricGoal;
  readonly props: EditorProps;
  readonly onGoal: (goal: OptimizationGoal) => void;
};

function MetricGoalFields({ goal, props, onGoal }: MetricGoalProps) {
  const { item, buy } = props;
  const metrics = [...new Set([goal.metric, ...(item.goals?.metrics ?? [])])];
  const targets = item.goals?.metricTargets ?? [];
  const kind = goal.target?.kind ?? "";
  const withTarget = (next: string): MetricGoal => {
    const { target: _, ...rest } = goal;
    return next === "" ? rest : { ...rest, target: { kind: next, value: goal.target?.value ?? 1 } };
  };
  return (
    <>
      <NativeSelect
        label="Optimize for"
        data={metrics.map((value) => ({ value, label: value.replaceAll("_", " ") }))}
        value={goal.metric}
        onChange={(event) => onGoal({ ...goal, metric: event.currentTarget.value })}
      />
      {goal.metric === "reach" && (
        <NativeSelect
          label="Counted in"
          data={["", ...(item.goals?.reachUnits ?? [])]}
          value={goal.reach_unit ?? ""}
          onChange={(event) => onGoal({ ...goal, reach_unit: event.currentTarget.value })}
        />
      )}
      <NativeSelect
        label="Target"
        data={[
          { value: "", label: "As many as possible" },
          ...targets.map((value) => ({ value, label: targetWords(value) })),
        ]}
        value={kind}
        onChange={(event) => onGoal(withTarget(event.currentTarget.value))}
      />
      {goal.target && (
        <TextInput
          label={kind === "cost_per" ? `Value, ${buy.currency}` : "Value"}
          inputMode="decimal"
          defaultValue={String(goal.target.value ?? "")}
          onChange={(event) => onGoal({ ...goal, target: { kind, value: Number(event.currentTarget.value) } })}
        />
      )}
    </>
  );
}

function goalWords(goal: OptimizationGoal): string {
  if (goal.kind === "metric") return goal.metric.replaceAll("_", " ");
  return `events ${goal.event_sources.map((one) => one.event_type.replaceAll("_", " ")).join(", ")}`;
}

function targetWords(kind: string): string {
  if (kind === "cost_per") return "A cost each";
  return kind === "threshold_rate" ? "At least a rate" : kind.replaceAll("_", " ");
}
