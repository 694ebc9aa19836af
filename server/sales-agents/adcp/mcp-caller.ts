import { agentHttp } from "../agent-http";
import { connectionKey } from "../authorise";
import type { AgentEndpoint } from "../sales-agent";
import type { SessionPool } from "../session-pool";
import type { Transport } from "../transport";
import { HttpRefusal } from "./call-errors";
import { classify, isForgottenSession } from "./failure";
import { type CallFacts, type McpSession, openMcpSession } from "./mcp-session";
import { orAbandoned } from "./or-abandoned";
import type { CallOptions, ToolCaller } from "./tool-caller";
import type { WriteFacts } from "./write-reply";

export type McpConnections = { readonly transport: Transport; readonly pool: SessionPool<McpSession> };

/** `handshakeMs` bounds the handshake and the tool list, each; any living agent answers them at once. */
export function mcpCaller(connections: McpConnections, endpoint: AgentEndpoint, handshakeMs: number): ToolCaller {
  const key = connectionKey(endpoint);
  const http = agentHttp(connections.transport, endpoint);

  async function through<R>(work: (session: McpSession) => Promise<R>, onSession: () => void): Promise<R> {
    const open = () => openMcpSession(http, endpoint, handshakeMs);
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
