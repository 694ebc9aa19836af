import type { Db, Tx } from "../db/client";
import type { Ports } from "../ports";
import type { SalesAgent } from "../sales-agents/sales-agent";
import { toEndpoint } from "../seller-calls/endpoints";

export type Freezer = Pick<SalesAgent, "freezeCreate" | "freezeUpdate">;

/**
 * The adapters that turn our intents into the exact bytes for these sellers; nothing is sent. One statement for all of them;
 * null for a seller that is no longer connected.
 */
export async function freezers(
  db: Db | Tx,
  ports: Pick<Ports, "vault" | "salesAgents">,
  organisationId: string,
  salesAgentIds: readonly string[],
): Promise<(salesAgentId: string) => Freezer | null> {
  const rows = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null, id: { in: [...new Set(salesAgentIds)] } },
  });
  const agents = new Map(rows.map((row) => [row.id, ports.salesAgents(toEndpoint(row, ports))]));
  return (salesAgentId) => agents.get(salesAgentId) ?? null;
}
