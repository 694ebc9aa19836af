import type { Db, Tx } from "../db/client";
import { accountRef, type NamedAccount } from "../domain/account/account-ref";
import { decodeDetails } from "../domain/account/details-codec";
import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import type { AccountRef, AgentAuth, AgentEndpoint } from "../sales-agents/sales-agent";

type AgentRow = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  readonly credentialSealed: string | null;
  readonly authScheme: string;
  readonly authHeader: string | null;
  readonly oauthTokenUrl: string | null;
  readonly oauthClientId: string | null;
  readonly oauthScope: string | null;
  readonly adcpVersion: string;
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
  const { organisationId, id, name, url } = row;
  return {
    organisationId,
    salesAgentId: id,
    name,
    url,
    protocol: row.protocol === "a2a" || row.protocol === "rest" ? row.protocol : "mcp",
    auth: authOf(row, ports),
    signing: null,
    version: row.adcpVersion === "2.5" ? "2.5" : "3.0",
  };
}

function authOf(row: AgentRow, ports: Pick<Ports, "vault">): AgentAuth {
  if (row.credentialSealed === null) return { kind: "none" };
  const place = { organisationId: row.organisationId, rowId: row.id, field: "credential" };
  const secret = ports.vault.open(row.credentialSealed, place);
  if (row.authScheme === "header" && row.authHeader !== null) {
    return { kind: "header", name: row.authHeader, value: secret };
  }
  if (row.authScheme === "oauth_client_credentials" && row.oauthTokenUrl !== null && row.oauthClientId !== null) {
    const { oauthTokenUrl: tokenUrl, oauthClientId: clientId, oauthScope: scope } = row;
    return { kind: "oauth_client_credentials", tokenUrl, clientId, clientSecret: secret, scope };
  }
  return { kind: "bearer", token: secret };
}

/** The account as its agent wants it named; `details` as the row or the record has them. */
export function accountRefOf(
  account: Omit<NamedAccount, "details"> & { readonly details?: NamedAccount["details"] | string },
): AccountRef {
  const { details, ...named } = account;
  return accountRef({ ...named, details: typeof details === "string" ? decodeDetails(details) : (details ?? null) });
}
