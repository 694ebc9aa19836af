import { CallFailure, HttpRefusal } from "../adcp/call-errors";
import { isObject, type Json, problem } from "../adcp/seller-problem";
import type { AgentHttp } from "../agent-http";
import type { AgentEndpoint } from "../sales-agent";
import { type HttpReply, TransportFault } from "../transport";

/** What of an agent card is needed to talk to the agent (A2A 0.3, 5.5). */
export type AgentCard = {
  /** Where JSON-RPC is spoken. */
  readonly url: string;
  readonly name: string | null;
  readonly skills: readonly string[];
  readonly pushNotifications: boolean;
};

const wellKnown = ["/.well-known/agent-card.json", "/.well-known/agent.json"];

/**
 * The card of the agent at the address entered: below it, else at the root of its host; the newer file name first.
 * Throws TransportFault, HttpRefusal, CallFailure.
 */
export async function fetchAgentCard(http: AgentHttp, endpoint: AgentEndpoint, deadlineMs: number): Promise<AgentCard> {
  let last: HttpReply | null = null;
  for (const url of cardAddresses(endpoint.url)) {
    const headers = { accept: "application/json" };
    const request = { tool: "agent-card", method: "GET" as const, url, headers, body: null, requestId: null };
    const reply = await http.send({ ...request, deadlineMs });
    const card = reply.status === 200 ? parsed(reply.text) : null;
    if (card !== null && speaksFor(card, url, endpoint.url)) return cardFrom(card, endpoint);
    // Only "nothing here" is a reason to look in the next place.
    if (reply.status >= 300 && ![404, 405, 410].includes(reply.status)) throw new HttpRefusal(reply, "A2A");
    last = reply;
  }
  const found = last ?? { status: 404, headers: {}, text: "" };
  throw new HttpRefusal({ ...found, status: 404 }, "A2A");
}

function cardAddresses(entered: string): readonly string[] {
  if (!URL.canParse(entered)) throw new TransportFault("BLOCKED_ADDRESS", "The agent's address is not a URL", false);
  const url = new URL(entered);
  if (url.pathname.endsWith(".json")) return [url.href];
  const below = url.pathname.replace(/\/+$/, "");
  return [...new Set([below, ""])].flatMap((path) => wellKnown.map((name) => `${url.origin}${path}${name}`));
}

/** One host may hold many agents: the card at its root counts for another path only where it names that path. */
function speaksFor(card: Json, cardUrl: string, entered: string): boolean {
  if (new URL(entered).pathname.endsWith(".json")) return true;
  const place = bare(new URL(cardUrl).pathname.replace(/\/\.well-known\/.*$/, ""));
  if (place === bare(new URL(entered).pathname)) return true;
  const named = rpcAddress(card);
  return named !== null && URL.canParse(named, entered) && bare(new URL(named, entered).href) === bare(entered);
}

const bare = (text: string): string => text.replace(/\/+$/, "");

function cardFrom(card: Json, endpoint: AgentEndpoint): AgentCard {
  const named = rpcAddress(card);
  if (named === null) {
    const text = "The agent's card names no address where A2A is spoken as JSON-RPC";
    throw new CallFailure({ certainty: "unreachable", problem: problem("NOT_AN_AGENT", text, "terminal") });
  }
  const capabilities = isObject(card.capabilities) ? card.capabilities : {};
  return {
    url: allowedAddress(named, endpoint),
    name: typeof card.name === "string" && card.name !== "" ? card.name.slice(0, 200) : null,
    skills: skillsOf(card.skills),
    pushNotifications: capabilities.pushNotifications === true,
  };
}

/** The interface that speaks JSON-RPC: the preferred one unless it is another transport. */
function rpcAddress(card: Json): string | null {
  const preferred = card.preferredTransport ?? "JSONRPC";
  if (preferred === "JSONRPC" && typeof card.url === "string") return card.url;
  const others = Array.isArray(card.additionalInterfaces) ? card.additionalInterfaces : [];
  const spoken: unknown = others.find((one: unknown) => isObject(one) && one.transport === "JSONRPC");
  return isObject(spoken) && typeof spoken.url === "string" ? spoken.url : null;
}

/** Our credential goes to the origin that a person entered and to no other, whatever a card says. */
function allowedAddress(named: string, endpoint: AgentEndpoint): string {
  const entered = new URL(endpoint.url);
  const url = URL.canParse(named, entered.href) ? new URL(named, entered.href) : null;
  const provesNothing = endpoint.auth.kind === "none" && endpoint.signing === null;
  if (url !== null && (url.origin === entered.origin || provesNothing)) return url.href;
  const where = url === null ? "that is not a URL" : `elsewhere, ${url.origin}`;
  const text = `The agent's card names an address ${where}: enter the address that the seller gave you for calls`;
  throw new CallFailure({ certainty: "unreachable", problem: problem("REDIRECTED", text, "terminal") });
}

/** Names of AdCP tools among the skills: by id, or by name where the ids are a scheme of the agent's own. */
function skillsOf(value: unknown): readonly string[] {
  const skills: readonly unknown[] = Array.isArray(value) ? value : [];
  const names = skills.flatMap((skill) => (isObject(skill) ? [skill.id, skill.name] : []));
  return [...new Set(names.filter((name): name is string => typeof name === "string" && toolName.test(name)))];
}

const toolName = /^[a-z]+(?:[_/][a-z]+)+$/;

function parsed(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}
