import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import { holdOf } from "../repositories/agent-holds";
import type { AccountRef, SalesAgent } from "../sales-agents/sales-agent";
import { AgentHeld } from "./agent-held";
import { accountRefOf, calledAgents } from "./endpoints";

export type Reached = { readonly name: string; readonly agent: SalesAgent; readonly account: AccountRef };

/** The agent and the account there, ready to be asked. NOT_FOUND when either is gone, AgentHeld while it wants to be left alone. */
export async function reach(
  ports: Ports,
  place: { readonly organisationId: string; readonly salesAgentId: string; readonly accountId: string | null },
): Promise<Reached> {
  const { organisationId, salesAgentId, accountId } = place;
  const called = (await calledAgents(ports.db, ports, organisationId, [salesAgentId])).get(salesAgentId);
  if (!called) throw notFound("The sales agent");
  const { endpoint, holdUntil } = called;
  const account = await ports.db.account.findFirst({ where: { id: accountId ?? "", organisationId, salesAgentId } });
  if (!account) throw notFound("The seller account");
  const hold = holdOf(holdUntil, ports.clock());
  if (hold !== null && !hold.needsCredential) throw new AgentHeld(endpoint.name, hold.until);
  return { name: endpoint.name, agent: ports.salesAgents(endpoint), account: accountRefOf(account) };
}
