import { createHash } from "node:crypto";
import type { AgentEndpoint } from "../sales-agent";
import type { SessionPool } from "../session-pool";
import { type Transport, TransportFault } from "../transport";
import { classify, type Failure, isForgottenSession } from "./failure";
import { type CallFacts, HttpRefusal, type McpSession, openMcpSession } from "./mcp-session";
import type { WriteFacts } from "./write-reply";

/** One call's way through the pool: what came back, or why nothing did. Never throws for a seller's fault. */
type Called =
  | { readonly kind: "answered"; readonly result: unknown; readonly facts: WriteFacts }
  | { readonly kind: "failed"; readonly failure: Failure; readonly facts: WriteFacts };

type CallOptions = {
  readonly deadlineMs: number;
  /** True for reads: sent a second time when the seller says that it has forgotten the session. */
  readonly repeatable: boolean;
  readonly signal?: AbortSignal;
};

export type McpCaller = {
  call(tool: string, args: Readonly<Record<string, unknown>>, options: CallOptions): Promise<Called>;
  /** The seller's tools and its name for itself, from the handshake. */
  describe(): Promise<
    | { readonly kind: "described"; readonly tools: readonly string[]; readonly serverName: string | null }
    | { readonly kind: "failed"; readonly failure: Failure; readonly facts: WriteFacts }
  >;
};

export type McpConnections = { readonly transport: Transport; readonly pool: SessionPool<McpSession> };

/** `handshakeMs` bounds the handshake and the tool list, each; any living agent answers them at once. */
export function mcpCaller(connections: McpConnections, endpoint: AgentEndpoint, handshakeMs: number): McpCaller {
  const key = poolKey(endpoint);

  async function through<R>(work: (session: McpSession) => Promise<R>, onSession: () => void): Promise<R> {
    const open = () => openMcpSession(connections.transport, endpoint, handshakeMs);
    return connections.pool.use(key, open, async (session) => {
      onSession();
      try {
        return await work(session);
      } catch (error) {
        if (error instanceof HttpRefusal && error.inSession) connections.pool.discard(key);
        throw error;
      }
    });
  }

  return {
    async call(tool, args, options) {
      const startedAt = performance.now();
      const facts: CallFacts = { ...callFacts(options), httpStatus: null };
      const soFar = (): WriteFacts => ({ milliseconds: performance.now() - startedAt, httpStatus: facts.httpStatus });
      let callSent = false;
      const send = () => {
        callSent = false;
        const sending = through(
          (session) => session.callTool(tool, args, facts),
          () => {
            options.signal?.throwIfAborted();
            callSent = true;
          },
        );
        return options.signal ? orAbandoned(sending, options.signal) : sending;
      };
      try {
        const result = await send().catch((error: unknown) => {
          if (options.repeatable && isForgottenSession(error)) return send();
          throw error;
        });
        return { kind: "answered", result, facts: soFar() };
      } catch (error) {
        return { kind: "failed", failure: classify(error, callSent), facts: soFar() };
      }
    },
    async describe() {
      const startedAt = performance.now();
      try {
        const described = await through(
          async (session) => ({ tools: await session.listTools(handshakeMs), serverName: session.serverName }),
          () => undefined,
        );
        return { kind: "described", ...described };
      } catch (error) {
        const facts = { milliseconds: performance.now() - startedAt, httpStatus: null };
        return { kind: "failed", failure: classify(error, false), facts };
      }
    },
  };
}

function callFacts(options: CallOptions) {
  return { deadlineMs: options.deadlineMs, ...(options.signal ? { signal: options.signal } : {}) };
}

/** The handshake is shared, so one caller's abort does not end it: that caller stops waiting. */
async function orAbandoned<T>(sending: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => undefined;
  const abandoned = new Promise<never>((_resolve, reject) => {
    onAbort = () => void reject(new TransportFault("ABORTED", "The call was abandoned", false));
    if (signal.aborted) onAbort();
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    return await Promise.race([sending, abandoned]);
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** One connection per (organisation, agent, address and credential): a changed token never rides an old session. */
function poolKey(endpoint: AgentEndpoint): string {
  const secret = createHash("sha256")
    .update(`${endpoint.url}\n${endpoint.token ?? ""}`)
    .digest("hex");
  return `${endpoint.organisationId}\n${endpoint.salesAgentId}\n${secret}`;
}
