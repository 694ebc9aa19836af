import { type Clock, systemClock } from "@/server/domain/time";
import { a2aCaller, type KnownAgent } from "./a2a/a2a-caller";
import { adcpSalesAgent } from "./adcp/adcp-sales-agent";
import { deadlineFor } from "./adcp/deadlines";
import { mcpCaller } from "./adcp/mcp-caller";
import type { McpSession } from "./adcp/mcp-session";
import type { ToolCaller } from "./adcp/tool-caller";
import { adcp25SalesAgent } from "./adcp25/adcp25-sales-agent";
import type { Resolve } from "./addresses";
import { restSalesAgent } from "./rest/rest-sales-agent";
import type { AgentEndpoint, SalesAgent } from "./sales-agent";
import { makeSessionPool } from "./session-pool";
import { type Exchange, makeTransport } from "./transport";

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
const mostSessions = 2_000;
/** Since the last call: an agent's card changes as seldom as its address. */
const cardIdleMs = 600_000;

/** The agents of one process behind one transport and one pool. An agent is cheap to ask for; it holds nothing itself. */
export function salesAgentsFor(options: SalesAgentsOptions): ClosableSalesAgents {
  const transport = makeTransport(options);
  const pool = makeSessionPool<McpSession>({ close: async () => undefined, idleMs, max: mostSessions });
  const adcp = {
    clock: options.clock ?? systemClock,
    ...(options.deadlines ? { deadlines: options.deadlines } : {}),
  };
  const handshakeMs = deadlineFor("initialize", options.deadlines);
  const cards = makeSessionPool<KnownAgent>({ close: async () => undefined, idleMs: cardIdleMs, max: mostSessions });
  const inVersion = (endpoint: AgentEndpoint, caller: ToolCaller): SalesAgent =>
    endpoint.version === "2.5" ? adcp25SalesAgent(caller, adcp) : adcpSalesAgent(caller, adcp);
  const agentFor = (endpoint: AgentEndpoint): SalesAgent => {
    switch (endpoint.protocol) {
      case "mcp":
        return inVersion(endpoint, mcpCaller({ transport, pool }, endpoint, handshakeMs));
      case "a2a":
        return inVersion(endpoint, a2aCaller({ transport, cards }, endpoint, handshakeMs));
      case "rest":
        return restSalesAgent(transport, endpoint, adcp);
    }
  };
  return Object.assign(agentFor, {
    async close() {
      await Promise.all([pool.closeAll(), cards.closeAll()]);
      await transport.close();
    },
  });
}
