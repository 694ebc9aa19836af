import type { Tracing } from "../ports";
import { currentCall } from "../sales-agents/call-context";
import type { AgentEndpoint, SalesAgent, SalesAgents } from "../sales-agents/sales-agent";

/** Every call to a seller as a step of what it is done for. */
export function withSellerSteps(salesAgents: SalesAgents, tracing: Tracing): SalesAgents {
  return (endpoint) => followed(salesAgents(endpoint), endpoint, tracing);
}

function followed(agent: SalesAgent, endpoint: AgentEndpoint, tracing: Tracing): SalesAgent {
  const { organisationId, salesAgentId, protocol } = endpoint;
  return new Proxy(agent, {
    get(target, property, receiver) {
      const member: unknown = Reflect.get(target, property, receiver);
      // Freezing a request asks nobody.
      if (typeof member !== "function" || String(property).startsWith("freeze")) return member;
      return (...args: unknown[]) => {
        const { sellerCallId = null, attempt = null, changeId = null } = currentCall() ?? {};
        const place = { "flightdeck.organisation": organisationId, "flightdeck.sales_agent": salesAgentId };
        const call = { "flightdeck.seller_call": sellerCallId, "flightdeck.attempt": attempt };
        const attributes = { ...place, ...call, "flightdeck.change": changeId, "flightdeck.protocol": protocol };
        const work = async (): Promise<unknown> => member.apply(target, args);
        return tracing.step(`seller ${String(property)}`, attributes, work, { about: kindOf });
      };
    },
  });
}

function kindOf(answer: unknown) {
  const kind = typeof answer === "object" && answer !== null && "kind" in answer ? String(answer.kind) : null;
  return { "flightdeck.outcome": kind };
}
