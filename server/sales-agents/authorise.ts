import { createHash } from "node:crypto";
import { signatureHeaders } from "./adcp/sign-request";
import { type OauthTokens, oauthTokens } from "./oauth-tokens";
import type { AgentEndpoint } from "./sales-agent";
import type { AgentRequest, Transport } from "./transport";

/** What proves who we are on one request, and the secrets in it, which no transcript may hold. */
export type Proof = {
  readonly headers: Readonly<Record<string, string>>;
  readonly secrets: readonly string[];
  /** An access token that was fetched before: the agent may not take it any more. Called when it does not. */
  readonly expired?: () => void;
};

/** Tokens live as long as the connections that they are used on. */
const tokensOf = new WeakMap<Transport, OauthTokens>();

/** Throws TransportFault where the proof itself has to be fetched and cannot be. */
export async function authorise(transport: Transport, endpoint: AgentEndpoint, request: AgentRequest): Promise<Proof> {
  const proof = await credentialProof(transport, endpoint);
  if (endpoint.signing === null) return proof;
  return { ...proof, headers: { ...proof.headers, ...(await signatureHeaders(request, endpoint.signing)) } };
}

async function credentialProof(transport: Transport, endpoint: AgentEndpoint): Promise<Proof> {
  const { auth } = endpoint;
  switch (auth.kind) {
    case "none":
      return { headers: {}, secrets: [] };
    case "bearer":
      return { headers: { authorization: `Bearer ${auth.token}` }, secrets: [auth.token] };
    case "header":
      return { headers: { [auth.name.toLowerCase()]: auth.value }, secrets: [auth.value] };
    case "oauth_client_credentials": {
      const tokens = tokensOf.get(transport) ?? oauthTokens(transport);
      tokensOf.set(transport, tokens);
      const key = connectionKey(endpoint);
      const { value, isNew } = await tokens.tokenFor(key, endpoint, auth);
      const proof = { headers: { authorization: `Bearer ${value}` }, secrets: [value, auth.clientSecret] };
      return isNew ? proof : { ...proof, expired: () => tokens.drop(key, value) };
    }
  }
}

/** One per (organisation, agent, address and credential): nothing kept under it is ever another's. */
export function connectionKey(endpoint: AgentEndpoint): string {
  const identity = JSON.stringify([endpoint.url, endpoint.auth, endpoint.signing]);
  return `${endpoint.organisationId}\n${endpoint.salesAgentId}\n${createHash("sha256").update(identity).digest("hex")}`;
}
