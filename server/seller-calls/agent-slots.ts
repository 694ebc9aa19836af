import PQueue from "p-queue";
import type { SalesAgent, SalesAgents } from "../sales-agents/sales-agent";

/** At most `perAgent` calls to one agent at a time, so that one slow seller never takes every slot of the worker. */
export function agentSlots(perAgent: number): { limit(salesAgents: SalesAgents): SalesAgents } {
  const queues = new Map<string, PQueue>();
  const queueOf = (salesAgentId: string): PQueue => {
    const found = queues.get(salesAgentId) ?? new PQueue({ concurrency: perAgent });
    queues.set(salesAgentId, found);
    return found;
  };
  return {
    limit: (salesAgents) => (endpoint) => queued(salesAgents(endpoint), queueOf(endpoint.salesAgentId)),
  };
}

function queued(agent: SalesAgent, queue: PQueue): SalesAgent {
  return new Proxy(agent, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function" || typeof name !== "string") return member;
      // Freezing is arithmetic, not a call.
      if (name.startsWith("freeze")) return member.bind(target);
      return (...args: unknown[]) => queue.add(() => member.apply(target, args));
    },
  });
}
