import { AsyncResource } from "node:async_hooks";
import PQueue from "p-queue";
import type { SalesAgent, SalesAgents } from "../sales-agents/sales-agent";
import { type ReadBuys, readsTogether } from "./reads-together";

type Slots = { readonly queue: PQueue; readonly readBuys: ReadBuys; readonly onSend: () => void };

/**
 * At most `perAgent` calls to one agent at a time, so that one slow seller never takes every slot of the worker. Somebody waits for what is
 * sent: it goes before what is read back, and that before reports; `onSend` hears, in its context, that one goes. Media buys of one account that wait to be read are read by one call.
 */
export function agentSlots(
  perAgent: number,
  onSend: () => void = () => undefined,
): { limit(salesAgents: SalesAgents): SalesAgents } {
  const known = new Map<string, Slots>();
  const slotsOf = (salesAgentId: string): Slots => {
    const found = known.get(salesAgentId) ?? slotsFor(perAgent, onSend);
    known.set(salesAgentId, found);
    return found;
  };
  return {
    limit: (salesAgents) => (endpoint) => queued(salesAgents(endpoint), slotsOf(endpoint.salesAgentId)),
  };
}

function slotsFor(perAgent: number, onSend: () => void): Slots {
  const queue = new PQueue({ concurrency: perAgent });
  return { queue, onSend, readBuys: readsTogether((read) => inTurn(queue, "getMediaBuys", read)) };
}

/** In the context of whoever asked, whoever's call made room for it. */
function inTurn<T>(queue: PQueue, name: string, call: () => Promise<T>): Promise<T> {
  return queue.add(AsyncResource.bind(call), { priority: priorityOf(name) });
}

function priorityOf(name: string): number {
  if (name.startsWith("send")) return 2;
  return name === "getDelivery" ? 0 : 1;
}

function queued(agent: SalesAgent, { queue, readBuys, onSend }: Slots): SalesAgent {
  return new Proxy(agent, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== "function" || typeof name !== "string") return member;
      // Freezing is arithmetic, not a call.
      if (name.startsWith("freeze")) return member.bind(target);
      return (...args: unknown[]) => {
        if (name === "getMediaBuys") return readBuys(target, ...(args as Parameters<SalesAgent["getMediaBuys"]>));
        return inTurn(queue, name, async () => {
          if (name.startsWith("send")) onSend();
          return member.apply(target, args) as unknown;
        });
      };
    },
  });
}
