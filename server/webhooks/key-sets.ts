import { type Clock, type Instant, millisOf } from "../domain/time";
import type { WebhookAgent } from "../repositories/webhook-registrations";
import type { Transport } from "../sales-agents/transport";

/** A public key as a key set publishes it; what of it is needed is judged by the verifier. */
export type PublishedKey = { readonly kid: string; readonly kty: string; readonly [field: string]: unknown };

export type KeySets = {
  /** The agent's key of this id, from its published set; null: it publishes none. */
  keyOf(agent: KeyOwner, keyId: string): Promise<PublishedKey | null>;
};

export type KeyOwner = Pick<WebhookAgent, "id" | "organisationId" | "url" | "capabilities">;

/** Between two fetches for one agent, so that unknown key ids cannot make us knock all day (requirements §4.6). */
const cooldownMs = 30_000;
/** A key that was taken out of the set counts no longer than this. */
const freshMs = 600_000;
const deadlineMs = 10_000;
const mostHops = 3;

type Held = { readonly keys: ReadonlyMap<string, PublishedKey>; readonly at: Instant };

/** Key sets of agents, over our own guarded transport: brand.json of the agent's origin names its set. One fetch at a time each. */
export function keySets(transport: Pick<Transport, "get">, clock: Clock): KeySets {
  const held = new Map<string, Held>();
  const tried = new Map<string, Instant>();
  const underWay = new Map<string, Promise<void>>();

  async function refetch(agent: KeyOwner): Promise<void> {
    const running = underWay.get(agent.url) ?? fetchInto(agent).finally(() => underWay.delete(agent.url));
    underWay.set(agent.url, running);
    await running;
  }

  async function fetchInto(agent: KeyOwner): Promise<void> {
    tried.set(agent.url, clock());
    const keys = await publishedKeys(transport, agent);
    // A set that cannot be read now leaves the one that was: an outage at the seller is no reason to refuse it.
    if (keys !== null) held.set(agent.url, { keys, at: clock() });
  }

  const since = (at: Instant | undefined) =>
    at === undefined ? Number.POSITIVE_INFINITY : millisOf(clock()) - millisOf(at);

  return {
    async keyOf(agent, keyId) {
      const known = held.get(agent.url);
      const key = known?.keys.get(keyId);
      const stale = since(known?.at) > freshMs;
      if (key && !stale) return key;
      if (since(tried.get(agent.url)) < cooldownMs && !underWay.has(agent.url)) return key ?? null;
      await refetch(agent);
      return held.get(agent.url)?.keys.get(keyId) ?? null;
    },
  };
}

type Json = Readonly<Record<string, unknown>>;

async function publishedKeys(
  transport: Pick<Transport, "get">,
  agent: KeyOwner,
): Promise<ReadonlyMap<string, PublishedKey> | null> {
  const read = (url: string) => readJson(transport, agent, url);
  const address = await keySetAddress(read, agent);
  const set = address === null ? null : await read(address);
  if (set === null || !Array.isArray(set.keys)) return null;
  return new Map(set.keys.filter(isKey).map((key) => [key.kid, key]));
}

/** Only keys for signatures: `use` may be left out, but not be another one. */
function isKey(value: unknown): value is PublishedKey {
  return isObject(value) && typeof value.kid === "string" && (value.use === undefined || value.use === "sig");
}

/** From the brand.json of the agent's own origin, or the one its capabilities name; it may say that another place speaks for it. */
async function keySetAddress(read: (url: string) => Promise<Json | null>, agent: KeyOwner): Promise<string | null> {
  let url = namedBrandJson(agent) ?? new URL("/.well-known/brand.json", agent.url).href;
  for (let hop = 0; hop <= mostHops; hop += 1) {
    const brand = await read(url);
    if (brand === null) return null;
    const elsewhere = brand.authoritative_location;
    if (typeof elsewhere !== "string") return entryOf(brand, agent, url);
    url = elsewhere;
  }
  return null;
}

function namedBrandJson({ capabilities }: KeyOwner): string | null {
  const identity = capabilities?.identity;
  return isObject(identity) && typeof identity.brand_json_url === "string" ? identity.brand_json_url : null;
}

/** The set of the entry whose url is the agent's own, byte for byte; without a `jwks_uri` only an agent of the same origin has one. */
function entryOf(brand: Json, agent: KeyOwner, brandUrl: string): string | null {
  const house = isObject(brand.house) ? brand.house.agents : [];
  const brands = Array.isArray(brand.brands) ? brand.brands.flatMap((one) => (isObject(one) ? [one.agents] : [])) : [];
  const entries = [brand.agents, house, ...brands].flatMap((list) => (Array.isArray(list) ? list : []));
  const own = entries.find((entry) => isObject(entry) && entry.url === agent.url);
  if (!isObject(own)) return null;
  if (typeof own.jwks_uri === "string") return own.jwks_uri;
  const wellKnown = new URL("/.well-known/jwks.json", agent.url);
  return URL.canParse(brandUrl) && new URL(brandUrl).origin === wellKnown.origin ? wellKnown.href : null;
}

async function readJson(transport: Pick<Transport, "get">, agent: KeyOwner, url: string): Promise<Json | null> {
  try {
    const { organisationId, id: salesAgentId } = agent;
    const reply = await transport.get({ organisationId, salesAgentId, url, deadlineMs });
    const value: unknown = reply.status === 200 ? JSON.parse(reply.text) : null;
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
