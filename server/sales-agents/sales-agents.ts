import { type Clock, systemClock } from "@/server/domain/time";
import { adcpSalesAgent } from "./adcp/adcp-sales-agent";
import { deadlineFor } from "./adcp/deadlines";
import { mcpCaller } from "./adcp/mcp-caller";
import type { McpSession } from "./adcp/mcp-session";
import type { Resolve } from "./addresses";
import type { AgentEndpoint, SalesAgent } from "./sales-agent";
import { makeSessionPool } from "./session-pool";
import { type Exchange, makeTransport } from "./transport";
import { unsupportedAgent } from "./unsupported-agent";

export type SalesAgentsOptions = {
  /** Hosts that may be private and may speak plain http; empty in production. */
  readonly allowedHosts: readonly string[];
  /** Called after every HTTP exchange, redacted. It must not throw. */
  readonly onExchange?: (exchange: Exchange) => void;
  readonly clock?: Clock;
  readonly deadlines?: Readonly<Record<string, number>>;
  readonly maxReplyBytes?: number;
  readonly resolve?: Resolve;
};

export type ClosableSalesAgents = ((endpoint: AgentEndpoint) => SalesAgent) & {
  /** Ends every connection; calls under way fail. */
  close(): Promise<void>;
};

const idleMs = 60_000;
const mostSessions = 200;

/** The agents of one process behind one transport and one pool. An agent is cheap to ask for; it holds nothing itself. */
export function salesAgentsFor(options: SalesAgentsOptions): ClosableSalesAgents {
  const transport = makeTransport(options);
  const pool = makeSessionPool<McpSession>({ close: (session) => session.close(), idleMs, max: mostSessions });
  const adcp = {
    clock: options.clock ?? systemClock,
    ...(options.deadlines ? { deadlines: options.deadlines } : {}),
  };
  const handshakeMs = deadlineFor("initialize", options.deadlines);
  const agentFor = (endpoint: AgentEndpoint): SalesAgent =>
    endpoint.protocol === "mcp"
      ? adcpSalesAgent(mcpCaller({ transport, pool }, endpoint, handshakeMs), adcp)
      : unsupportedAgent(endpoint);
  return Object.assign(agentFor, {
    async close() {
      await pool.closeAll();
      await transport.close();
    },
  });
}
