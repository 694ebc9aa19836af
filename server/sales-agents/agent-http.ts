import { authorise } from "./authorise";
import type { AgentEndpoint } from "./sales-agent";
import type { AgentRequest, HttpReply, Transport } from "./transport";

/** HTTP to one agent as one organisation: the only way in which a protocol adapter reaches the wire. */
export type AgentHttp = {
  /** Delivered at most once. Throws TransportFault; every HTTP status is an answer. */
  send(request: AgentRequest): Promise<HttpReply>;
};

export function agentHttp(transport: Transport, endpoint: AgentEndpoint): AgentHttp {
  const { organisationId, salesAgentId, protocol } = endpoint;
  return {
    async send(request) {
      const proof = await authorise(transport, endpoint, request);
      return transport.send({
        ...request,
        organisationId,
        salesAgentId,
        protocol,
        headers: { ...request.headers, "user-agent": "flightdeck", ...proof.headers },
        secrets: proof.secrets,
      });
    },
  };
}
