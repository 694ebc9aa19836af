import type { Discovery } from "../../discovery/discover-agents";
import { type FoundAgent, sameAddress } from "../../discovery/found-agent";
import type { SalesAgentRecord } from "../../repositories/sales-agents";

/** What a domain's public files name, and which of it is here already. Every text is the publisher's: untrusted. */
export type DiscoveryView = {
  readonly domain: string;
  readonly agents: readonly DiscoveredAgent[];
  readonly documents: Discovery["documents"];
};
export type DiscoveredAgent = FoundAgent & {
  readonly added: { readonly id: string; readonly name: string } | null;
};

export function toDiscoveryView(discovery: Discovery, known: readonly SalesAgentRecord[]): DiscoveryView {
  return {
    ...discovery,
    agents: discovery.agents.map((agent) => {
      const there = known.find((one) => sameAddress(one.url, agent.url));
      return { ...agent, added: there ? { id: there.id, name: there.name } : null };
    }),
  };
}
