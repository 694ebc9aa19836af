import { type AdcpOptions, adcpSalesAgent } from "../adcp/adcp-sales-agent";
import type { AgentEndpoint, SalesAgent } from "../sales-agent";
import type { Transport } from "../transport";
import { restCaller } from "./rest-caller";
import { withReferences } from "./with-references";

/** A seller that offers AdCP's tasks as REST routes. It can neither list media buys nor show a task. */
export function restSalesAgent(transport: Transport, endpoint: AgentEndpoint, options: AdcpOptions): SalesAgent {
  const agent = adcpSalesAgent(restCaller(transport, endpoint), options);
  return {
    ...agent,
    listsMediaBuys: false,
    freezeCreate: (account, intent, extras) => withReferences(agent.freezeCreate(account, intent, extras)),
  };
}
