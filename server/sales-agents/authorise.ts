import { createHash } from "node:crypto";
import type { AgentEndpoint } from "./sales-agent";
import type { AgentRequest, Transport } from "./transport";

/** What proves who we are on one request, and the secrets in it, which no transcript may hold. */
export type Proof = { readonly headers: Readonly<Record<string, string>>; readonly secrets: readonly string[] };

/** Throws TransportFault where the proof itself has to be fetched and cannot be. */
export async function authorise(
  _transport: Transport,
  endpoint: AgentEndpoint,
  _request: AgentRequest,
): Promise<Proof> {
  const { auth } = endpoint;
  switch (auth.kind) {
    case "bearer":
      return { headers: { authorization: `Bearer ${auth.token}` }, secrets: [auth.token] };
    case "header":
      return { headers: { [auth.name.toLowerCase()]: auth.value }, secrets: [auth.value] };
    default:
      return { headers: {}, secrets: [] };
  }
}

/** One per (organisation, agent, address and credential): nothing kept under it is ever another's. */
export function connectionKey(endpoint: AgentEndpoint): string {
  const identity = JSON.stringify([endpoint.url, endpoint.auth, endpoint.signing]);
  return `${endpoint.organisationId}\n${endpoint.salesAgentId}\n${createHash("sha256").update(identity).digest("hex")}`;
}
