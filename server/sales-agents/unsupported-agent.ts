import { DomainError } from "@/server/domain/errors";
import type { AgentEndpoint, Read, SalesAgent, SellerProblem, WriteReply } from "./sales-agent";

/** Stands for an agent whose protocol this version does not speak: every call says so and none touches the network. */
export function unsupportedAgent(endpoint: AgentEndpoint): SalesAgent {
  const protocol = endpoint.protocol.toUpperCase();
  const message = `Agents over ${protocol} are not supported yet: choose its MCP or A2A address`;
  const problem: SellerProblem = {
    code: "UNSUPPORTED_PROTOCOL",
    message,
    field: null,
    suggestion: null,
    recovery: "terminal",
    retryAfterSeconds: null,
    httpStatus: null,
    details: null,
  };
  const read = async <T>(): Promise<Read<T>> => ({ kind: "failed", problem, milliseconds: 0 });
  const write = async <T>(): Promise<WriteReply<T>> => ({
    kind: "unreachable",
    problem,
    milliseconds: 0,
    httpStatus: null,
    raw: null,
  });
  const freeze = (): never => {
    throw new DomainError("SELLER_LIMIT", message);
  };
  return {
    getCapabilities: read,
    listAccounts: read,
    syncAccounts: write,
    getAccountFinancials: read,
    getProducts: read,
    listCreativeFormats: read,
    listCreatives: read,
    getMediaBuys: read,
    listMediaBuyPage: read,
    getDelivery: read,
    getTask: read,
    freezeCreate: freeze,
    freezeUpdate: freeze,
    freezeSyncCreatives: freeze,
    sendCreate: write,
    sendUpdate: write,
    sendSyncCreatives: write,
  };
}
