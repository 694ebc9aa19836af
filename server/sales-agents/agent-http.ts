import { authorise, type Proof } from "./authorise";
import { keysIn } from "./redact";
import type { AgentEndpoint } from "./sales-agent";
import { type AgentRequest, type HttpReply, type Transport, TransportFault } from "./transport";

/** HTTP to one agent as one organisation: the only way in which a protocol adapter reaches the wire. */
export type AgentHttp = {
  /**
   * Delivered at most once, but a read whose access token has expired is asked again with a new one. Throws TransportFault; every HTTP
   * status is an answer. What of our credentials the agent repeats is cut out of it.
   */
  send(request: AgentRequest): Promise<HttpReply>;
};

export function agentHttp(transport: Transport, endpoint: AgentEndpoint): AgentHttp {
  const { organisationId, salesAgentId, protocol } = endpoint;
  const place = { organisationId, salesAgentId, protocol };

  function deliver(request: AgentRequest, proof: Proof, deadlineMs: number): Promise<HttpReply> {
    const headers = { ...request.headers, "user-agent": "flightdeck", ...proof.headers };
    return transport.send({ ...request, ...place, headers, secrets: proof.secrets, deadlineMs });
  }

  async function attempt(request: AgentRequest, endsAt: number) {
    const proof = await authorise(transport, endpoint, request);
    const left = endsAt - performance.now();
    if (request.signal?.aborted) throw new TransportFault("ABORTED", "The call was abandoned", false);
    if (left <= 0) throw new TransportFault("TIMEOUT", "The access token came too late for the call", false);
    return { proof, reply: await deliver(request, proof, left) };
  }

  return {
    async send(request) {
      if (!mayProve(endpoint, request)) throw new TransportFault("BLOCKED_ADDRESS", elsewhereText, false);
      const endsAt = performance.now() + request.deadlineMs;
      const first = await attempt(request, endsAt);
      if (first.reply.status !== 401 || !first.proof.expired) return withoutEcho(first.reply, first.proof, request);
      first.proof.expired();
      if (!isRead(request)) throw new TransportFault("TOKEN_EXPIRED", expiredText, false);
      const second = await attempt(request, endsAt);
      return withoutEcho(second.reply, second.proof, request);
    },
  };
}

/** What proves who we are goes to the origin that a person has entered and to no other, whatever an agent says of itself. */
function mayProve(endpoint: AgentEndpoint, { url }: AgentRequest): boolean {
  if (endpoint.auth.kind === "none" && endpoint.signing === null) return true;
  // What is no URL is refused by the transport in its own words.
  return !URL.canParse(url) || !URL.canParse(endpoint.url) || new URL(url).origin === new URL(endpoint.url).origin;
}

const elsewhereText = "Our credential goes to no other host than the agent's own";

/** A 401 says that the request was not looked at: with a new token it may go out again, which is the engine's decision. */
const expiredText = "The agent does not take our access token any more; the next attempt fetches a new one";

const handshake = new Set(["initialize", "notifications/initialized", "tools/list", "tasks_get", "tasks/get"]);

function isRead({ tool, method }: AgentRequest): boolean {
  return method === "GET" || /^(get|list)_/.test(tool) || handshake.has(tool);
}

/** Shorter ones might be words that the agent needs to say. */
const shortestCut = 12;

/** An agent that repeats our credential or our idempotency key puts neither into errors, snapshots nor the record. */
function withoutEcho(reply: HttpReply, proof: Proof, request: AgentRequest): HttpReply {
  const secrets = proof.secrets.filter((secret) => secret.length >= shortestCut);
  const withoutSecrets = secrets.reduce((text, secret) => text.replaceAll(secret, "[redacted]"), reply.text);
  const text = keysIn(request.body).reduce((cut, key) => cut.replaceAll(key, `${key.slice(0, 8)}…`), withoutSecrets);
  return text === reply.text ? reply : { ...reply, text };
}
