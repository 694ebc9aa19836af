import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/** What is counted while the process works; the names are Prometheus's own conventions, seconds throughout. */
export type Metrics = {
  /** One tRPC procedure; `outcome` is `ok` or the transport code of its refusal. */
  procedure(path: string, outcome: string, seconds: number): void;
  /** One call to a seller through the port; `outcome` is the closed kind of its answer. */
  sellerCall(salesAgentId: string, method: string, outcome: string, seconds: number): void;
  /** Everything in Prometheus's text format, with `gauges` as they are now. */
  text(gauges: Readonly<Record<GaugeName, number>>): Promise<string>;
  readonly contentType: string;
};

/** What is read from rows as it is asked for: true on every node and after a restart. */
export const gaugeNames = {
  jobs_due: "Jobs that are due and not taken",
  jobs_oldest_due_seconds: "How long the oldest of them is due",
  jobs_leased: "Jobs that some worker holds",
  jobs_failing: "Jobs whose last run failed",
  changes_unknown: "Writes whose outcome nobody knows",
  changes_unverified: "Writes that sellers took and that are not read back yet",
  webhooks_refused_last_day: "Webhooks of the last 24 hours whose sender could not be proved",
} as const;
export type GaugeName = keyof typeof gaugeNames;

const seconds = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 120];

export function makeMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const procedures = new Histogram({
    name: "flightdeck_procedure_seconds",
    help: "Requests to the API, by procedure and outcome",
    labelNames: ["procedure", "outcome"],
    buckets: seconds,
    registers,
  });
  const sellerCalls = new Histogram({
    name: "flightdeck_seller_call_seconds",
    help: "Calls to sellers, by agent and method",
    labelNames: ["sales_agent_id", "method"],
    buckets: seconds,
    registers,
  });
  const outcomes = new Counter({
    name: "flightdeck_seller_call_outcomes_total",
    help: "What came of calls to sellers, by agent and outcome",
    labelNames: ["sales_agent_id", "outcome"],
    registers,
  });
  const gauges = Object.entries(gaugeNames).map(
    ([name, help]) => [name as GaugeName, new Gauge({ name: `flightdeck_${name}`, help, registers })] as const,
  );
  return {
    procedure: (procedure, outcome, took) => procedures.observe({ procedure, outcome }, took),
    sellerCall(salesAgentId, method, outcome, took) {
      sellerCalls.observe({ sales_agent_id: salesAgentId, method }, took);
      outcomes.inc({ sales_agent_id: salesAgentId, outcome });
    },
    text(values) {
      for (const [name, gauge] of gauges) gauge.set(values[name]);
      return registry.metrics();
    },
    contentType: registry.contentType,
  };
}
