import { type FoundAgent, isObject, type Json, protocolOf, textOf, webAddress } from "./found-agent";

const nothing = {
  properties: { count: 0, names: [] },
  countries: [],
  delegation: null,
  exclusive: false,
  remarks: [],
} as const;

const mostBrands = 100;

/** The sales agents that a brand.json declares, of the house and of its brands (AdCP 3.0.6). */
export function salesAgentsOfBrand(document: Json, domain: string): readonly FoundAgent[] {
  const house = isObject(document.house) ? document.house : {};
  const brands = Array.isArray(document.brands) ? document.brands.slice(0, mostBrands) : [];
  return [document, house, ...brands].flatMap((owner) => {
    if (!isObject(owner) || !Array.isArray(owner.agents)) return [];
    return owner.agents.slice(0, 20).flatMap((entry) => {
      if (!isObject(entry) || entry.type !== "sales") return [];
      const url = webAddress(entry.url);
      if (url === null) return [];
      const authorisedFor = textOf(entry.description, 500);
      const name = textOf(owner.name, 120) ?? domain;
      return [{ ...nothing, url, name, protocol: protocolOf(url), authorisedFor, source: "brand.json" as const }];
    });
  });
}

/** The agent that an A2A agent card describes; null: the card names no address. */
export function agentOfCard(document: Json, cardUrl: string): FoundAgent | null {
  const interfaces = Array.isArray(document.supportedInterfaces) ? document.supportedInterfaces : [];
  const first: unknown = interfaces[0];
  const url = webAddress(document.url, cardUrl) ?? (isObject(first) ? webAddress(first.url, cardUrl) : null);
  if (url === null) return null;
  return {
    ...nothing,
    url,
    name: textOf(document.name, 120) ?? new URL(url).host,
    protocol: "a2a",
    authorisedFor: textOf(document.description, 500),
    source: "agent-card.json",
  };
}

/** The address itself, where somebody pasted one with a path: it may well be the agent's. */
export function agentAtAddress(address: URL): FoundAgent | null {
  if (address.pathname === "/" || address.pathname === "") return null;
  const url = webAddress(address.href);
  if (url === null) return null;
  const name = address.hostname;
  return { ...nothing, url, name, protocol: protocolOf(url), authorisedFor: null, source: "address" };
}
