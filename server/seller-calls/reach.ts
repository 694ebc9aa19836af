import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import type { AccountRef, SalesAgent } from "../sales-agents/sales-agent";
import { accountRefOf, endpointOf } from "./endpoints";

export type Reached = { readonly name: string; readonly agent: SalesAgent; readonly account: AccountRef };

/** The agent and the account there, ready to be asked. NOT_FOUND when either is gone. */
export async function reach(
  ports: Ports,
  place: { readonly organisationId: string; readonly salesAgentId: string; readonly accountId: string | null },
): Promise<Reached> {
  const { organisationId, salesAgentId, accountId } = place;
  const endpoint = await endpointOf(ports.db, ports, organisationId, salesAgentId);
  const account = await ports.db.account.findFirst({ where: { id: accountId ?? "", organisationId, salesAgentId } });
  if (!account) throw notFound("The seller account");
  return { name: endpoint.name, agent: ports.salesAgents(endpoint), account: accountRefOf(account) };
}
