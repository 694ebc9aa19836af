import type { Db, Tx } from "../db/client";
import { type Instant, instantFromMillis } from "../domain/time";

/** conflicting: the same key came with another body; unmatched: what it is about was not recorded yet. */
export type ReceiptState = "received" | "applied" | "older" | "unmatched" | "conflicting";

export type WebhookReceipt = {
  readonly id: string;
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly registrationId: string;
  readonly taskId: string | null;
  readonly taskType: string | null;
  readonly status: string | null;
  readonly eventAt: Instant;
  readonly body: string;
  readonly state: string;
  readonly receivedAt: Instant;
};

export type NewReceipt = Omit<WebhookReceipt, "state"> & {
  readonly idempotencyKey: string;
  readonly bodyHash: string;
  readonly state: ReceiptState;
};

export async function insertReceipt(tx: Tx, receipt: NewReceipt): Promise<void> {
  const { eventAt, receivedAt, ...columns } = receipt;
  await tx.webhookReceipt.create({
    data: { ...columns, eventAt: new Date(eventAt), receivedAt: new Date(receivedAt) },
  });
}

/** The first receipt of this key from this sender. */
export async function receiptOfKey(
  tx: Tx,
  salesAgentId: string,
  idempotencyKey: string,
): Promise<{ readonly bodyHash: string } | null> {
  const where = { salesAgentId_idempotencyKey: { salesAgentId, idempotencyKey } };
  return tx.webhookReceipt.findUnique({ where, select: { bodyHash: true } });
}

/** The newest event about one task that came to one address and counted. */
export async function newestEventOf(
  tx: Tx,
  registrationId: string,
  taskId: string,
): Promise<{ readonly at: Instant; readonly status: string } | null> {
  const row = await tx.webhookReceipt.findFirst({
    where: { registrationId, taskId, state: { in: ["received", "applied", "unmatched"] } },
    orderBy: { eventAt: "desc" },
    select: { eventAt: true, status: true },
  });
  return row && { at: instantFromMillis(row.eventAt.getTime()), status: row.status ?? "" };
}

export async function getReceipt(db: Db | Tx, organisationId: string, id: string): Promise<WebhookReceipt | null> {
  const row = await db.webhookReceipt.findFirst({ where: { id, organisationId } });
  return row && toReceipt(row);
}

export async function markReceipt(
  tx: Tx,
  receipt: Pick<WebhookReceipt, "id" | "organisationId">,
  state: ReceiptState,
  at: Instant,
): Promise<void> {
  const { id, organisationId } = receipt;
  const appliedAt = state === "applied" ? { appliedAt: new Date(at) } : {};
  await tx.webhookReceipt.updateMany({ where: { id, organisationId }, data: { state, ...appliedAt } });
}

/** The newest first. */
export async function recentReceipts(
  db: Db | Tx,
  organisationId: string,
  salesAgentId: string,
  limit: number,
): Promise<readonly WebhookReceipt[]> {
  const rows = await db.webhookReceipt.findMany({
    where: { organisationId, salesAgentId },
    orderBy: [{ receivedAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map(toReceipt);
}

/** False when it was there already: a replay that ran beside the first. */
export async function insertNonce(
  tx: Tx,
  nonce: { readonly keyId: string; readonly nonce: string; readonly expiresAt: Instant },
): Promise<boolean> {
  const { keyId, nonce: value } = nonce;
  const known = await tx.webhookNonce.findUnique({ where: { keyId_nonce: { keyId, nonce: value } } });
  if (known) return false;
  await tx.webhookNonce.create({ data: { keyId, nonce: value, expiresAt: new Date(nonce.expiresAt) } });
  return true;
}

export async function hasNonce(db: Db | Tx, keyId: string, nonce: string): Promise<boolean> {
  return (await db.webhookNonce.findUnique({ where: { keyId_nonce: { keyId, nonce } } })) !== null;
}

/** Nonces of one key that still count. */
export async function livingNonces(db: Db | Tx, keyId: string, now: Instant): Promise<number> {
  return db.webhookNonce.count({ where: { keyId, expiresAt: { gt: new Date(now) } } });
}

export async function forgetNonces(tx: Tx, before: Instant): Promise<void> {
  await tx.webhookNonce.deleteMany({ where: { expiresAt: { lt: new Date(before) } } });
}

type Row = NonNullable<Awaited<ReturnType<Tx["webhookReceipt"]["findFirst"]>>>;

function toReceipt(row: Row): WebhookReceipt {
  return {
    id: row.id,
    organisationId: row.organisationId,
    salesAgentId: row.salesAgentId,
    registrationId: row.registrationId,
    taskId: row.taskId,
    taskType: row.taskType,
    status: row.status,
    eventAt: instantFromMillis(row.eventAt.getTime()),
    body: row.body,
    state: row.state,
    receivedAt: instantFromMillis(row.receivedAt.getTime()),
  };
}
