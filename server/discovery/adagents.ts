import type { Instant } from "../domain/time";
import { isBefore, parseInstant } from "../domain/time";
import { type FoundAgent, isObject, type Json, protocolOf, textOf, textsOf, webAddress } from "./found-agent";

/** More than this is not looked at of one file. */
export const mostAgents = 100;
const mostProperties = 5_000;
const mostNames = 5;

export type AdAgents = {
  readonly agents: readonly FoundAgent[];
  /** How many more the file has than are shown. */
  readonly left: number;
};

/** Where a reference file says the real one is (`authoritative_location`); null: this file is the real one. */
export function authoritativeLocation(document: Json): string | null {
  return Array.isArray(document.authorized_agents) ? null : webAddress(document.authoritative_location);
}

/** The agents of an adagents.json (AdCP 3.0.6). null: it lists none. */
export function agentsOf(document: Json, domain: string, now: Instant): AdAgents | null {
  const listed = document.authorized_agents;
  if (!Array.isArray(listed)) return null;
  const publisher = isObject(document.contact) ? textOf(document.contact.name, 120) : null;
  const properties = objects(document.properties).slice(0, mostProperties);
  const agents = listed.slice(0, mostAgents).flatMap((entry) => {
    const url = isObject(entry) ? webAddress(entry.url) : null;
    if (!isObject(entry) || url === null) return [];
    return [toAgent(entry, url, { publisher: publisher ?? domain, properties, now })];
  });
  return { agents, left: Math.max(0, listed.length - mostAgents) };
}

type Around = { readonly publisher: string; readonly properties: readonly Json[]; readonly now: Instant };

function toAgent(entry: Json, url: string, { publisher, properties, now }: Around): FoundAgent {
  const covered = coveredBy(entry, properties);
  const [only, second] = covered.names;
  return {
    url,
    name: only !== undefined && second === undefined ? only : publisher,
    protocol: protocolOf(url),
    authorisedFor: textOf(entry.authorized_for, 500),
    properties: covered,
    countries: textsOf(entry.countries, 60).filter((country) => /^[A-Z]{2}$/.test(country)),
    delegation: textOf(entry.delegation_type, 40),
    exclusive: entry.exclusive === true,
    source: "adagents.json",
    remarks: remarksOn(entry, covered.count, now),
  };
}

/** The properties an authorisation reaches, by id, by tag, written out, or at other publishers. */
function coveredBy(entry: Json, properties: readonly Json[]): FoundAgent["properties"] {
  const ids = new Set(textsOf(entry.property_ids, mostProperties));
  const tags = new Set(textsOf(entry.property_tags, mostProperties));
  const inline = objects(entry.properties).slice(0, mostProperties);
  const named = properties.filter(
    (property) =>
      ids.has(textOf(property.property_id) ?? "") || textsOf(property.tags, 100).some((tag) => tags.has(tag)),
  );
  const elsewhere = objects(entry.publisher_properties).slice(0, mostProperties);
  const names = [
    ...[...named, ...inline].flatMap((property) => textOf(property.name, 120) ?? []),
    ...elsewhere.flatMap((property) => textOf(property.publisher_domain, 120) ?? []),
  ];
  const count = Math.max(named.length, ids.size) + inline.length + elsewhere.length;
  return { count, names: [...new Set(names)].slice(0, mostNames) };
}

function remarksOn(entry: Json, properties: number, now: Instant): readonly string[] {
  const type = textOf(entry.authorization_type) ?? "";
  const from = instantOf(entry.effective_from);
  const until = instantOf(entry.effective_until);
  const remarks: (string | null)[] = [
    type.startsWith("signal") ? "It sells signals, not advertising space" : null,
    from !== null && isBefore(now, from) ? `Authorised only from ${from.slice(0, 10)}` : null,
    until !== null && !isBefore(now, until) ? `No longer authorised since ${until.slice(0, 10)}` : null,
    type.startsWith("property") && properties === 0 ? "The file names no property it is authorised for" : null,
  ];
  return remarks.filter((remark) => remark !== null);
}

function instantOf(value: unknown): Instant | null {
  const text = textOf(value, 40);
  if (text === null) return null;
  try {
    return parseInstant(text);
  } catch {
    return null;
  }
}

function objects(value: unknown): readonly Json[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}
