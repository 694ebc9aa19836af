import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import type { AccountRef, AgentEndpoint } from "../sales-agents/sales-agent";

type AgentRow = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  readonly credentialSealed: string | null;
};

/** Where and as whom to reach an agent; the credential is opened here and lives only in memory. */
export async function endpointOf(
  db: Db | Tx,
  ports: Pick<Ports, "vault">,
  organisationId: string,
  salesAgentId: string,
): Promise<AgentEndpoint> {
  const row = await db.salesAgent.findFirst({ where: { id: salesAgentId, organisationId, removedAt: null } });
  if (!row) throw notFound("The sales agent");
  return toEndpoint(row, ports);
}

export function toEndpoint(row: AgentRow, ports: Pick<Ports, "vault">): AgentEndpoint {
  const { organisationId, id, name, url, credentialSealed } = row;
  const place = { organisationId, rowId: id, field: "credential" };
  return {
    organisationId,
    salesAgentId: id,
    name,
    url,
    protocol: row.protocol === "a2a" || row.protocol === "rest" ? row.protocol : "mcp",
    token: credentialSealed === null ? null : ports.vault.open(credentialSealed, place),
  };
}

/** The account as the wire wants it: its id where the seller lists one, never both forms at once (requirements §3.2). */
export function accountRefOf(account: { readonly sellerAccountId: string }): AccountRef {
  return { kind: "id", accountId: account.sellerAccountId };
}
