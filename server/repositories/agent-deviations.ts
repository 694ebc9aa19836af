import type { Db } from "../db/client";
import { type Instant, millisOf } from "../domain/time";
import { recordAgentEvent } from "./agent-events";

const oncePerMs = 3_600_000;
const mostKnown = 5_000;

export type AgentDeviation = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly code: string;
  readonly detail: string;
};

/** Keeps each kind of deviation of an agent at most once an hour and process: a seller that errs on every call fills no table. */
export function deviationLog(db: Db, clock: () => Instant, newId: () => string) {
  const last = new Map<string, number>();
  return async (deviation: AgentDeviation): Promise<void> => {
    const at = clock();
    const key = `${deviation.salesAgentId}\n${deviation.code}`;
    if (millisOf(at) - (last.get(key) ?? Number.NEGATIVE_INFINITY) < oncePerMs) return;
    if (last.size >= mostKnown) last.clear();
    last.set(key, millisOf(at));
    await recordAgentEvent(db, { id: newId(), at, kind: "spec_deviation", ...deviation });
  };
}
