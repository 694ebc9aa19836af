import type { Db, Tx } from "../db/client";
import { accountRef, type NamedAccount } from "../domain/account/account-ref";
import { decodeDetails } from "../domain/account/details-codec";
import { notFound } from "../domain/errors";
import type { Ports } from "../ports";
import { currentSigningKey, signingKeyPlace } from "../repositories/signing-keys";
import { anyOf } from "../repositories/write-alike";
import type { AccountRef, AgentAuth, AgentEndpoint, Capabilities, SigningIdentity } from "../sales-agents/sales-agent";
import { replayTtlFrom } from "./replay-ttl";

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
  return { ...toEndpoint(row, ports), signing: row.signsRequests ? await signingOf(db, ports, row) : null };
}

/** The same of several, by their ids; one that was removed is left out. With what else is asked of an agent before it is called. */
export async function calledAgents(
  db: Db | Tx,
  ports: Pick<Ports, "vault">,
  organisationId: string,
  salesAgentIds: readonly string[],
): Promise<ReadonlyMap<string, CalledAgent>> {
  const ids = [...new Set(salesAgentIds)];
  const rows = await db.salesAgent.findMany({ where: { id: anyOf(ids), organisationId, removedAt: null } });
  const called = new Map<string, CalledAgent>();
  for (const row of rows) {
    const signing = row.signsRequests ? await signingOf(db, ports, row) : null;
    called.set(row.id, {
      endpoint: { ...toEndpoint(row, ports), signing },
      holdUntil: row.holdUntil,
      replayTtl: replayTtlFrom(row),
    });
  }
  return called;
}

export type CalledAgent = {
  readonly endpoint: AgentEndpoint;
  readonly holdUntil: Date | null;
  /** Seconds for which it replays a key; null: it promises nothing. */
  readonly replayTtl: number | null;
};

/** Of these agents, by id: those that are reached without a key that signs requests; the others take `endpointOf`. One statement. */
export async function plainEndpoints(
  db: Db,
  ports: Pick<Ports, "vault">,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AgentEndpoint>> {
  const rows = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null, signsRequests: false, id: { in: [...ids] } },
  });
  return new Map(rows.map((row) => [row.id, toEndpoint(row, ports)]));
}

/** Without the key that signs requests, which takes a look-up of its own: nothing can be sent with it to an agent that wants them. */
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

type Signer = { readonly organisationId: string; readonly name: string; readonly capabilities: string | null };

async function signingOf(db: Db | Tx, ports: Pick<Ports, "vault">, agent: Signer): Promise<SigningIdentity> {
  const key = await currentSigningKey(db, agent.organisationId);
  // Made with the first agent that signs, and never deleted.
  if (key === null) throw new Error(`Requests to ${agent.name} are signed, and there is no key`);
  const privateJwk = ports.vault.open(key.privateSealed, signingKeyPlace(key.organisationId, key.id));
  return { keyId: key.keyId, algorithm: "ed25519", privateJwk, coversDigest: coversDigest(agent.capabilities) };
}

/** Unless the seller forbids it, a signature covers what is ordered, not only where it goes. */
function coversDigest(capabilities: string | null): boolean {
  const { requestSigning } = JSON.parse(capabilities ?? "{}") as Partial<Capabilities>;
  return requestSigning?.digest !== "forbidden";
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
