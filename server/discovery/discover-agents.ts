import { DomainError } from "../domain/errors";
import type { Ports, PublicDocuments } from "../ports";
import { type AdAgents, agentsOf, authoritativeLocation } from "./adagents";
import { canonical, type DocumentName, type FoundAgent, isObject, type Json } from "./found-agent";
import { agentAtAddress, agentOfCard, salesAgentsOfBrand } from "./other-documents";

export type Discovery = {
  readonly domain: string;
  readonly agents: readonly FoundAgent[];
  /** What came of each file, in words. */
  readonly documents: readonly { readonly name: DocumentName; readonly found: boolean; readonly sentence: string }[];
};

type Read = { readonly document: Json } | { readonly sentence: string };

/**
 * The sales agents that a domain names in its public files: adagents.json (one hop to its authoritative location), brand.json and its
 * agent card. INVALID_INPUT at `domain` where the text is no domain. What cannot be read is said per file, never thrown.
 */
export async function discoverAgents(ports: Ports, organisationId: string, text: string): Promise<Discovery> {
  const documents = ports.publicDocuments;
  if (!documents) throw new DomainError("NOT_ALLOWED", "This desk reads no public files");
  const address = addressOf(text, documents);
  const get = (url: string) => readDocument(documents, organisationId, url);
  const at = (name: DocumentName) => `${address.origin}/.well-known/${name}`;
  const [adagents, brand, card] = await Promise.all([
    readAdAgents(get, at("adagents.json"), address.host, ports.clock()),
    get(at("brand.json")),
    get(at("agent-card.json")),
  ]);
  const ofBrand = "document" in brand ? salesAgentsOfBrand(brand.document, address.host) : [];
  const ofCard = "document" in card ? agentOfCard(card.document, at("agent-card.json")) : null;
  const itself = agentAtAddress(address);
  const listed = "agents" in adagents ? adagents.agents : [];
  return {
    domain: address.host,
    agents: distinct([...listed, ...ofBrand, ...(ofCard ? [ofCard] : []), ...(itself ? [itself] : [])]),
    documents: [
      { name: "adagents.json", found: listed.length > 0, sentence: adAgentsSentence(adagents) },
      { name: "brand.json", found: ofBrand.length > 0, sentence: sentenceOf(brand, ofBrand.length, "sales agent") },
      { name: "agent-card.json", found: ofCard !== null, sentence: sentenceOf(card, ofCard ? 1 : 0, "address") },
    ],
  };
}

/** "example.com", "example.com:8443" or a whole address. Plain http is only for hosts an administrator allowed. */
function addressOf(text: string, documents: PublicDocuments): URL {
  const typed = text.trim();
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = URL.canParse(whole) ? new URL(whole) : null;
  const problem =
    url === null || !/^https?:$/.test(url.protocol) || !/[.:]/.test(url.host)
      ? "Enter a domain such as example.com"
      : url.username !== "" || url.password !== ""
        ? "Leave the user name and password out of the address"
        : null;
  if (url === null || problem !== null) {
    const message = problem ?? "Enter a domain such as example.com";
    throw new DomainError("INVALID_INPUT", message, [{ path: "domain", message }]);
  }
  if (whole !== typed && documents.mayBePlain(url.hostname)) url.protocol = "http:";
  return url;
}

type Get = (url: string) => Promise<Read>;
type Located = AdAgents & { readonly from: string | null };

async function readAdAgents(
  get: Get,
  url: string,
  domain: string,
  now: string,
): Promise<Located | { sentence: string }> {
  const first = await get(url);
  if (!("document" in first)) return first;
  const elsewhere = authoritativeLocation(first.document);
  const real = elsewhere === null ? first : await get(elsewhere);
  const host = elsewhere === null ? null : new URL(elsewhere).host;
  if (!("document" in real)) return { sentence: `It points to ${host ?? "another file"}. ${real.sentence}` };
  const found = agentsOf(real.document, domain, now);
  if (found !== null) return { ...found, from: host };
  return { sentence: host === null ? "It lists no agents" : `It points to ${host}, whose file lists no agents` };
}

async function readDocument(documents: PublicDocuments, organisationId: string, url: string): Promise<Read> {
  const reply = await documents.read(organisationId, url);
  if (reply.kind === "failed") return { sentence: reply.message };
  const { status, location, text } = reply;
  if (status >= 300 && status < 400) return { sentence: redirected(url, location) };
  if (status === 404 || status === 410) return { sentence: "There is no such file" };
  if (status !== 200) return { sentence: `The server answered with status ${status}` };
  const document = parsed(text);
  return document === null ? { sentence: "The file is not JSON that lists anything" } : { document };
}

function redirected(url: string, location: string | null): string {
  const target = location !== null && URL.canParse(location, url) ? new URL(location, url).host.slice(0, 120) : null;
  const where = target === null ? "elsewhere" : `to ${target}`;
  return `The server redirects ${where}; redirects are not followed: enter that domain yourself if you trust it`;
}

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function adAgentsSentence(read: Located | { readonly sentence: string }): string {
  if ("sentence" in read) return read.sentence;
  const { agents, left, from } = read;
  const count = agents.length === 1 ? "1 agent" : `${agents.length} agents`;
  const via = from === null ? "" : `, kept at ${from}`;
  return `It lists ${count}${via}${left > 0 ? `; ${left} more are not shown` : ""}`;
}

function sentenceOf(read: Read, count: number, what: string): string {
  if ("sentence" in read) return read.sentence;
  return count === 0 ? `It names no ${what}` : `It names ${count === 1 ? `one ${what}` : `${count} ${what}s`}`;
}

/** One entry an address; the file that says most of it is asked first. */
function distinct(agents: readonly FoundAgent[]): readonly FoundAgent[] {
  const byAddress = new Map<string, FoundAgent>();
  for (const agent of agents) {
    const known = byAddress.get(canonical(agent.url));
    if (known === undefined) byAddress.set(canonical(agent.url), agent);
    // A card at the very address says the protocol for sure.
    else if (agent.source === "agent-card.json") byAddress.set(canonical(agent.url), { ...known, protocol: "a2a" });
  }
  return [...byAddress.values()];
}
