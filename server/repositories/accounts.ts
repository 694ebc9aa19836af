import type { Db, Tx } from "../db/client";
import { type AccountDetails, plainDetails, refreshedDetails } from "../domain/account/account-details";
import { naturalId } from "../domain/account/account-ref";
import { decodeDetails, encodeDetails } from "../domain/account/details-codec";
import { notFound } from "../domain/errors";
import { type Instant, instantFromMillis } from "../domain/time";
import type { SellerAccount } from "../sales-agents/sales-agent";

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
  readonly details: AccountDetails;
  /** When the seller last said so. */
  readonly seenAt: Instant;
};

type Row = Omit<AccountRecord, "details" | "seenAt"> & {
  readonly organisationId: string;
  readonly details: string | null;
  readonly seenAt: Date;
};

export function toAccountRecord({ organisationId: _, details, seenAt, ...row }: Row): AccountRecord {
  return { ...row, details: decodeDetails(details), seenAt: instantFromMillis(seenAt.getTime()) };
}

type Agent = { readonly organisationId: string; readonly id: string };

/**
 * Brings our copy of the agent's accounts up to what it lists. Listed ones that it no longer names stay, marked closed, because buys
 * refer to them; those opened by us that it has never listed stay as they are. The first usable account becomes the default when there
 * is none.
 */
export async function saveListedAccounts(
  tx: Tx,
  agent: Agent,
  accounts: readonly SellerAccount[],
  at: Instant,
  newId: () => string,
): Promise<void> {
  const known = (
    await tx.account.findMany({ where: { organisationId: agent.organisationId, salesAgentId: agent.id } })
  ).map(toAccountRecord);
  const kept = new Set<string>();
  for (const account of accounts) {
    const row = known.find((one) => isSame(one, account));
    kept.add(await saveOne(tx, agent, account, row ?? null, at, newId));
  }
  const gone = known.filter((row) => !kept.has(row.id) && row.details.source === "listed").map((row) => row.id);
  if (gone.length > 0) {
    await tx.account.updateMany({ where: { id: { in: gone } }, data: { status: "closed", isDefault: false } });
  }
  await ensureDefault(tx, agent);
}

/** Keeps what the seller answered to our request for one account. Answers with the row's id. */
export async function saveSyncedAccount(
  tx: Tx,
  agent: Agent,
  account: SellerAccount,
  at: Instant,
  newId: () => string,
): Promise<string> {
  const where = { organisationId: agent.organisationId, salesAgentId: agent.id };
  const known = (await tx.account.findMany({ where })).map(toAccountRecord).find((one) => isSame(one, account));
  const id = await saveOne(tx, agent, account, known ?? null, at, newId);
  await ensureDefault(tx, agent);
  return id;
}

/** The same account by the seller's id, or by brand, operator and kind of money where one side has no id. */
function isSame(row: AccountRecord, account: SellerAccount): boolean {
  if (row.sellerAccountId === account.accountId) return true;
  if (row.details.hasSellerId && account.details.hasSellerId) return false;
  return (
    row.brandDomain !== null &&
    row.brandDomain === account.brandDomain &&
    row.operator === account.operator &&
    row.sandbox === account.sandbox
  );
}

async function saveOne(
  tx: Tx,
  agent: Agent,
  account: SellerAccount,
  known: AccountRecord | null,
  at: Instant,
  newId: () => string,
): Promise<string> {
  const { accountId, name, status, brandDomain, operator, sandbox } = account;
  const details = encodeDetails(refreshedDetails(known?.details ?? null, account.details));
  const said = { name, status, sandbox, details, seenAt: new Date(at) };
  if (known === null) {
    const id = newId();
    const place = { organisationId: agent.organisationId, salesAgentId: agent.id, sellerAccountId: accountId };
    await tx.account.create({ data: { id, ...place, brandDomain, operator, ...said } });
    return id;
  }
  // An id that came later replaces our stand-in; one that is there is not given up for it.
  const sellerAccountId = account.details.hasSellerId ? accountId : known.sellerAccountId;
  const named = { brandDomain: brandDomain ?? known.brandDomain, operator: operator ?? known.operator };
  await tx.account.update({ where: { id: known.id }, data: { sellerAccountId, ...named, ...said } });
  return known.id;
}

async function ensureDefault(tx: Tx, { organisationId, id: salesAgentId }: Agent): Promise<void> {
  const open = (await tx.account.findMany({ where: { organisationId, salesAgentId }, orderBy: { id: "asc" } }))
    .map(toAccountRecord)
    .filter((row) => row.details.source !== "implicit");
  if (open.some((row) => row.isDefault)) return;
  const usable = open.filter((row) => row.status === "active");
  const first = usable.find((row) => !row.sandbox) ?? usable[0];
  if (first) await chooseDefault(tx, salesAgentId, first.id);
}

/**
 * The account of a brand at an agent that has no account tools: brand and operator are all there is to say (requirements §3.2). Where
 * nobody said otherwise, the brand operates by itself.
 */
export async function ensureImplicitAccount(
  tx: Tx,
  place: { readonly organisationId: string; readonly salesAgentId: string },
  key: { readonly brandDomain: string; readonly operator: string; readonly sandbox: boolean },
  at: Instant,
  newId: () => string,
): Promise<string> {
  const sellerAccountId = naturalId(key);
  const known = await tx.account.findFirst({ where: { ...place, sellerAccountId }, select: { id: true } });
  if (known) return known.id;
  const id = newId();
  const { brandDomain } = key;
  const name = key.operator === brandDomain ? brandDomain : `${brandDomain} by ${key.operator}`;
  const details = encodeDetails(implicitDetails);
  const row = { id, ...place, sellerAccountId, ...key, name, status: "active", details, seenAt: new Date(at) };
  await tx.account.create({ data: row });
  return id;
}

const implicitDetails: AccountDetails = {
  ...plainDetails,
  source: "implicit",
  reference: "natural",
  hasSellerId: false,
};

/** NOT_FOUND for another organisation's. */
export async function getAccountRecord(db: Db | Tx, organisationId: string, id: string): Promise<AccountRecord> {
  const row = await db.account.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The account");
  return toAccountRecord(row);
}

/** No revision: what a seller says of its account is an observation, and how it is named is one switch. */
export async function saveAccountDetails(
  tx: Tx,
  organisationId: string,
  id: string,
  details: AccountDetails,
): Promise<void> {
  await tx.account.updateMany({ where: { id, organisationId }, data: { details: encodeDetails(details) } });
}

/** Makes one account the agent's default. NOT_FOUND for another organisation's. */
export async function setDefaultAccount(tx: Tx, organisationId: string, accountId: string): Promise<AccountRecord> {
  const account = await getAccountRecord(tx, organisationId, accountId);
  await chooseDefault(tx, account.salesAgentId, account.id);
  return { ...account, isDefault: true };
}

async function chooseDefault(tx: Tx, salesAgentId: string, id: string): Promise<void> {
  await tx.account.updateMany({ where: { salesAgentId }, data: { isDefault: false } });
  await tx.account.update({ where: { id }, data: { isDefault: true } });
}
