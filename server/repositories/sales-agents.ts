import type { Db, Tx } from "../db/client";
import { decodeIdempotencyCheck, type IdempotencyCheck } from "../domain/capabilities/idempotency-check";
import { decodeCapabilities, encodeCapabilities } from "../domain/capabilities/stored";
import { spokenVersion } from "../domain/dialect/limits";
import { DomainError, notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import type { Capabilities } from "../sales-agents/sales-agent";
import { type AccountRecord, toAccountRecord } from "./accounts";

export type AuthScheme = "none" | "bearer" | "header" | "oauth_client_credentials";

/** What may be known of a credential; `setAt` null: it was made with the demo. */
export type CredentialRecord = {
  readonly scheme: AuthScheme;
  readonly headerName: string | null;
  readonly tokenUrl: string | null;
  readonly clientId: string | null;
  readonly scope: string | null;
  readonly setAt: Instant | null;
  readonly setBy: string | null;
};

/** A credential's columns; they are written together, so that nothing of an older one stays. */
export type CredentialColumns = {
  readonly authScheme: AuthScheme;
  readonly authHeader: string | null;
  readonly oauthTokenUrl: string | null;
  readonly oauthClientId: string | null;
  readonly oauthScope: string | null;
  readonly credentialSealed: string | null;
  readonly credentialSetAt: Date;
  readonly credentialSetBy: string;
};

/** One sales agent as stored; the secret of its credential never leaves the row. */
export type SalesAgentRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  /** Where it was found; null: its address was entered by hand. */
  readonly domain: string | null;
  readonly credential: CredentialRecord;
  readonly signsRequests: boolean;
  readonly sandbox: boolean;
  readonly capabilities: Capabilities | null;
  readonly capabilitiesAt: Instant | null;
  readonly idempotencyCheck: IdempotencyCheck | null;
  readonly adcpVersion: string;
  readonly lastContactAt: Instant | null;
  readonly lastSuccessAt: Instant | null;
  readonly lastLatencyMs: number | null;
  readonly lastError: string | null;
  readonly revision: number;
  readonly accounts: readonly AccountRecord[];
};

type Row = NonNullable<Awaited<ReturnType<typeof readRow>>>;

function readRow(db: Db | Tx, organisationId: string, id: string) {
  return db.salesAgent.findFirst({
    where: { id, organisationId, removedAt: null },
    include: { accounts: { orderBy: { name: "asc" } } },
  });
}

export async function listSalesAgents(db: Db | Tx, organisationId: string): Promise<SalesAgentRecord[]> {
  const rows = await db.salesAgent.findMany({
    where: { organisationId, removedAt: null },
    include: { accounts: { orderBy: { name: "asc" } } },
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(toRecord);
}

export async function getSalesAgent(db: Db | Tx, organisationId: string, id: string): Promise<SalesAgentRecord> {
  const row = await readRow(db, organisationId, id);
  if (!row) throw notFound("The sales agent");
  return toRecord(row);
}

export type NewSalesAgent = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  readonly credential: CredentialColumns;
  readonly signsRequests: boolean;
  readonly sandbox: boolean;
  /** Where it was found; null: its address was entered by hand. */
  readonly domain?: string | null;
  readonly at: Instant;
};

/** Refuses a URL the organisation already has (DUPLICATE, at the field). */
export async function insertSalesAgent(tx: Tx, agent: NewSalesAgent): Promise<void> {
  const { at, credential, ...columns } = agent;
  const { organisationId, url } = agent;
  const known = await tx.salesAgent.findFirst({ where: { organisationId, url, removedAt: null } });
  if (known) {
    throw new DomainError("DUPLICATE", "This agent is already here", [
      { path: "url", message: `Already added as ${known.name}` },
    ]);
  }
  await tx.salesAgent.create({ data: { ...columns, ...credential, createdAt: new Date(at) } });
}

/** Writes only if nobody else has written since `revision` was read. */
export async function updateSalesAgent(
  tx: Tx,
  agent: { readonly organisationId: string; readonly id: string; readonly revision: number },
  data: {
    readonly name?: string;
    readonly signsRequests?: boolean;
    readonly removedAt?: Date;
  } & Partial<CredentialColumns>,
): Promise<void> {
  const { count } = await tx.salesAgent.updateMany({
    where: { id: agent.id, organisationId: agent.organisationId, revision: agent.revision, removedAt: null },
    data: { ...data, revision: agent.revision + 1 },
  });
  if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed this agent; reload to see it");
}

export type Contact = {
  readonly at: Instant;
  readonly ok: boolean;
  readonly milliseconds: number;
  readonly error: string | null;
};

/** Records the last contact. No revision: it is an observation, not an edit. */
export async function recordContact(db: Db | Tx, organisationId: string, id: string, contact: Contact): Promise<void> {
  await db.salesAgent.updateMany({
    where: { id, organisationId },
    data: {
      lastContactAt: new Date(contact.at),
      lastLatencyMs: Math.round(contact.milliseconds),
      lastError: contact.ok ? null : contact.error,
      ...(contact.ok ? { lastSuccessAt: new Date(contact.at) } : {}),
    },
  });
}

export async function saveCapabilities(
  tx: Tx,
  organisationId: string,
  id: string,
  capabilities: Capabilities,
  at: Instant,
): Promise<void> {
  await tx.salesAgent.updateMany({
    where: { id, organisationId },
    data: {
      capabilities: encodeCapabilities(capabilities),
      capabilitiesAt: new Date(at),
      adcpVersion: spokenVersion(capabilities.majorVersions),
    },
  });
}

function toRecord(row: Row): SalesAgentRecord {
  return {
    id: row.id,
    organisationId: row.organisationId,
    name: row.name,
    url: row.url,
    protocol: row.protocol,
    domain: row.domain,
    credential: credentialOf(row),
    signsRequests: row.signsRequests,
    sandbox: row.sandbox,
    capabilities: decodeCapabilities(row.capabilities),
    capabilitiesAt: instantOrNull(row.capabilitiesAt),
    idempotencyCheck: decodeIdempotencyCheck(row.idempotencyCheck),
    adcpVersion: row.adcpVersion,
    lastContactAt: instantOrNull(row.lastContactAt),
    lastSuccessAt: instantOrNull(row.lastSuccessAt),
    lastLatencyMs: row.lastLatencyMs,
    lastError: row.lastError,
    revision: row.revision,
    accounts: row.accounts.map(toAccountRecord),
  };
}

function credentialOf(row: Row): CredentialRecord {
  const { authScheme, credentialSealed } = row;
  return {
    scheme: credentialSealed === null ? "none" : isAuthScheme(authScheme) ? authScheme : "bearer",
    headerName: row.authHeader,
    tokenUrl: row.oauthTokenUrl,
    clientId: row.oauthClientId,
    scope: row.oauthScope,
    setAt: instantOrNull(row.credentialSetAt),
    setBy: row.credentialSetBy,
  };
}

const authSchemes: readonly string[] = ["none", "bearer", "header", "oauth_client_credentials"] satisfies AuthScheme[];

function isAuthScheme(value: string): value is AuthScheme {
  return authSchemes.includes(value);
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}
