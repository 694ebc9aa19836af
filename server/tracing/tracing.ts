import type { Tracing } from "../ports";

export type ClosableTracing = Tracing & {
  /** Resolves once steps are followed; what is done before is not in any trace. */
  readonly ready: Promise<void>;
  /** Sends what is waiting. */
  close(): Promise<void>;
};

/**
 * Steps as OpenTelemetry spans to `endpoint` (OTLP over http). The library is loaded when this is called, beside the start and never in its
 * way; who traces nothing never loads it.
 */
export function makeTracing(endpoint: string): ClosableTracing {
  let loaded: (Tracing & { close(): Promise<void> }) | null = null;
  const ready = import("./otlp").then(({ traceTo }) => {
    loaded = traceTo(endpoint);
  });
  return {
    ready,
    step: (name, attributes, work, more) => loaded?.step(name, attributes, work, more) ?? work(),
    current: () => loaded?.current() ?? null,
    close: async () => {
      await ready;
      await loaded?.close();
    },
  };
}
