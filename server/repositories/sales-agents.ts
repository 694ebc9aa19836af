import type { Db, Tx } from "../db/client";
import { DomainError, notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import type { Capabilities, SellerAccount } from "../sales-agents/sales-agent";

export type AccountRecord = {
  readonly id: string;
  readonly salesAgentId: string;
  readonly sellerAccountId: string;
  readonly name: string;
  readonly status: string;
  readonly brandDomain: string | null;
  readonly operator: string | null;
  readonly sandbox: boolean;
  readonly isDefault: boolean;
};

/** One sales agent as stored; the credential itself never leaves the row, only whether there is one. */
export type SalesAgentRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly url: string;
  readonly protocol: string;
  readonly hasCredential: boolean;
  readonly sandbox: boolean;
  readonly capabilities: Capabilities | null;
  readonly capabilitiesAt: Instant | null;
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
  readonly credentialSealed: string | null;
  readonly sandbox: boolean;
  readonly at: Instant;
};

/** Refuses a URL the organisation already has (DUPLICATE, at the field). */
export async function insertSalesAgent(tx: Tx, agent: NewSalesAgent): Promise<void> {
  const { at, ...columns } = agent;
  const { organisationId, url } = agent;
  const known = await tx.salesAgent.findFirst({ where: { organisationId, url, removedAt: null } });
  if (known) {
    throw new DomainError("DUPLICATE", "This agent is already here", [
      { path: "url", message: `Already added as ${known.name}` },
    ]);
  }
  const authScheme = agent.credentialSealed === null ? "none" : "bearer";
  await tx.salesAgent.create({ data: { ...columns, authScheme, createdAt: new Date(at) } });
}

/** Writes only if nobody else has written since `revision` was read. */
export async function updateSalesAgent(
  tx: Tx,
  agent: { readonly organisationId: string; readonly id: string; readonly revision: number },
  data: { readonly name?: string; readonly credentialSealed?: string | null; readonly removedAt?: Date },
): Promise<void> {
  const scheme =
    data.credentialSealed === undefined ? {} : { authScheme: data.credentialSealed === null ? "none" : "bearer" };
  const { count } = await tx.salesAgent.updateMany({
    where: { id: agent.id, organisationId: agent.organisationId, revision: agent.revision, removedAt: null },
    data: { ...data, ...scheme, revision: agent.revision + 1 },
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
      lastLatencyMs: contact.milliseconds,
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
    data: { capabilities: JSON.stringify(capabilities), capabilitiesAt: new Date(at) },
  });
}

/**
 * Brings our copy of the agent's accounts up to what it lists. Accounts it no longer lists stay, marked closed, because buys
 * refer to them. The first usable account becomes the default when there is none.
 */
export async function saveAccounts(
  tx: Tx,
  agent: { readonly organisationId: string; readonly id: string },
  accounts: readonly SellerAccount[],
  at: Instant,
  newId: () => string,
): Promise<void> {
  const known = await tx.account.findMany({ where: { organisationId: agent.organisationId, salesAgentId: agent.id } });
  for (const account of accounts) {
    const { accountId: sellerAccountId, ...rest } = account;
    await tx.account.upsert({
      where: { salesAgentId_sellerAccountId: { salesAgentId: agent.id, sellerAccountId } },
      create: {
        id: newId(),
        organisationId: agent.organisationId,
        salesAgentId: agent.id,
        sellerAccountId,
        ...rest,
        seenAt: new Date(at),
      },
      update: { ...rest, seenAt: new Date(at) },
    });
  }
  const listed = accounts.map((account) => account.accountId);
  await tx.account.updateMany({
    where: { salesAgentId: agent.id, sellerAccountId: { notIn: listed } },
    data: { status: "closed", isDefault: false },
  });
  if (!known.some((account) => account.isDefault && listed.includes(account.sellerAccountId))) {
    const first =
      accounts.find((account) => account.status === "active" && !account.sandbox) ??
      accounts.find((account) => account.status === "active");
    if (first) await chooseDefault(tx, agent.id, first.accountId);
  }
}

/** Makes one account the agent's default. NOT_FOUND for another organisation's. */
export async function setDefaultAccount(tx: Tx, organisationId: string, accountId: string): Promise<AccountRecord> {
  const account = await tx.account.findFirst({ where: { id: accountId, organisationId } });
  if (!account) throw notFound("The account");
  await chooseDefault(tx, account.salesAgentId, account.sellerAccountId);
  return { ...account, isDefault: true };
}

async function chooseDefault(tx: Tx, salesAgentId: string, sellerAccountId: string): Promise<void> {
  await tx.account.updateMany({ where: { salesAgentId }, data: { isDefault: false } });
  await tx.account.updateMany({ where: { salesAgentId, sellerAccountId }, data: { isDefault: true } });
}

function toRecord(row: Row): SalesAgentRecord {
  return {
    id: row.id,
    organisationId: row.organisationId,
    name: row.name,
    url: row.url,
    protocol: row.protocol,
    hasCredential: row.credentialSealed !== null,
    sandbox: row.sandbox,
    capabilities: row.capabilities === null ? null : (JSON.parse(row.capabilities) as Capabilities),
    capabilitiesAt: instantOrNull(row.capabilitiesAt),
    lastContactAt: instantOrNull(row.lastContactAt),
    lastSuccessAt: instantOrNull(row.lastSuccessAt),
    lastLatencyMs: row.lastLatencyMs,
    lastError: row.lastError,
    revision: row.revision,
    accounts: row.accounts.map(({ organisationId: _, seenAt: __, ...account }) => account),
  };
}

function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantFromMillis(date.getTime());
}
