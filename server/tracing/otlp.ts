import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  TraceFlags,
  trace,
} from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BasicTracerProvider, BatchSpanProcessor } from "@opentelemetry/sdk-trace-base";
import type { StepAttributes, StepOptions, Tracing } from "../ports";

/**
 * A provider and a context of our own, registered nowhere: neither Next's spans nor any client's headers come of it, so no seller is sent
 * a trace.
 */
export function traceTo(endpoint: string): Tracing & { close(): Promise<void> } {
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, "")}/v1/traces` });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ "service.name": "flightdeck" }),
    spanProcessors: [new BatchSpanProcessor(exporter, { scheduledDelayMillis: 1_000 })],
  });
  const tracer = provider.getTracer("flightdeck");
  const contexts = new AsyncLocalStorage<Context>();
  return {
    step(name, attributes, work, { parent, about } = {}) {
      const outer = (parent === undefined ? contexts.getStore() : contextOf(parent)) ?? ROOT_CONTEXT;
      const kind = name.startsWith("seller ") ? SpanKind.CLIENT : SpanKind.INTERNAL;
      const span = tracer.startSpan(name, { kind, attributes: withoutNull(attributes) }, outer);
      return contexts.run(trace.setSpan(outer, span), () => ended(span, work, about));
    },
    current() {
      const store = contexts.getStore();
      const span = store && trace.getSpanContext(store);
      if (!span) return null;
      return `00-${span.traceId}-${span.spanId}-${String(span.traceFlags & TraceFlags.SAMPLED).padStart(2, "0")}`;
    },
    close: () => provider.shutdown(),
  };
}

/** The kind of a failure and nothing it says: messages may quote what people or sellers wrote. */
async function ended<T>(span: Span, work: () => Promise<T>, about: StepOptions<T>["about"]): Promise<T> {
  try {
    const outcome = await work();
    if (about) span.setAttributes(withoutNull(about(outcome)));
    return outcome;
  } catch (error) {
    span.setAttribute("error.type", nameOf(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  const { code } = error as { readonly code?: unknown };
  return typeof code === "string" ? code : error.name;
}

function withoutNull(attributes: StepAttributes): Attributes {
  const kept = Object.entries(attributes).filter(([, value]) => value !== null);
  return Object.fromEntries(kept) as Attributes;
}

/** A traceparent as W3C writes it; anything else begins a trace of its own. */
function contextOf(traceparent: string | null): Context {
  if (traceparent === null) return ROOT_CONTEXT;
  const [, traceId, spanId, flags] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/.exec(traceparent) ?? [];
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}
