/** An agent that a public file names, before anybody has talked to it. All texts are the publisher's: data, length-bounded. */
export type FoundAgent = {
  readonly url: string;
  readonly name: string;
  readonly protocol: AgentProtocol;
  /** In the publisher's words; null: the file does not say. */
  readonly authorisedFor: string | null;
  readonly properties: { readonly count: number; readonly names: readonly string[] };
  /** ISO 3166-1 alpha-2; empty: everywhere. */
  readonly countries: readonly string[];
  /** direct | delegated | ad_network */
  readonly delegation: string | null;
  readonly exclusive: boolean;
  /** Which file named it. */
  readonly source: DocumentName;
  /** What speaks against choosing it; empty: nothing. */
  readonly remarks: readonly string[];
};

export type AgentProtocol = "mcp" | "a2a" | "rest";
export type DocumentName = "adagents.json" | "brand.json" | "agent-card.json" | "address";

export type Json = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const mostText = 300;

/** Bounded text of somebody else's, or null. */
export function textOf(value: unknown, most = mostText): string | null {
  if (typeof value !== "string") return null;
  const text = value.trim().replace(/\s+/g, " ");
  return text === "" ? null : text.slice(0, most);
}

export function textsOf(value: unknown, most: number): readonly string[] {
  return Array.isArray(value) ? value.flatMap((one) => textOf(one) ?? []).slice(0, most) : [];
}

/** Only what an agent can be reached at; the guard judges it again when it is called. */
export function webAddress(value: unknown, base?: string): string | null {
  const text = textOf(value, 2_000);
  if (text === null || !URL.canParse(text, base)) return null;
  const url = new URL(text, base);
  if (url.protocol !== "https:" && url.protocol !== "http:") return null;
  if (url.username !== "" || url.password !== "") return null;
  url.hash = "";
  return url.href;
}

/** AdCP names no protocol beside an address: its path is the best sign, and the dialog lets a person say otherwise. */
export function protocolOf(url: string): AgentProtocol {
  const path = new URL(url).pathname.toLowerCase();
  if (/\/a2a(\/|$)|agent(-card)?\.json$/.test(path)) return "a2a";
  return /\/(api\/v\d+|rest)(\/|$)/.test(path) ? "rest" : "mcp";
}

/** The same agent under two spellings: case of the host, default port and a trailing slash do not matter. */
export function sameAddress(left: string, right: string): boolean {
  return canonical(left) === canonical(right);
}

export function canonical(address: string): string {
  if (!URL.canParse(address)) return address;
  const url = new URL(address);
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, "")}${url.search}`;
}
