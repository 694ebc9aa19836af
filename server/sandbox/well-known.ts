import type { ServerResponse } from "node:http";
import { sendJson } from "./http";
import type { Seller } from "./seller";

/** GET /.well-known/adagents.json: the publishers behind these sellers and who may sell for them. False for another path. */
export function handleWellKnown(sellers: readonly Seller[], path: string, res: ServerResponse): boolean {
  if (path !== "/.well-known/adagents.json") return false;
  sendJson(res, 200, {
    $schema: "https://adcontextprotocol.org/schemas/3.0.6/adagents.json",
    contact: { name: "Sandbox publishers" },
    properties: sellers.map(({ profile }) => ({
      property_id: profile.id,
      property_type: "website",
      name: profile.name,
      identifiers: [{ type: "domain", value: profile.domain }],
      publisher_domain: profile.domain,
    })),
    authorized_agents: sellers.map(({ profile, url }) => ({
      url,
      authorized_for: profile.summary,
      authorization_type: "property_ids",
      property_ids: [profile.id],
      countries: profile.countries,
      delegation_type: "direct",
    })),
  });
  return true;
}
