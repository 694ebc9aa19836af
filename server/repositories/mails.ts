import type { Db, Tx } from "../db/client";
import { type Instant, instantFromMillis } from "../domain/time";

export type NewMail = {
  readonly id: string;
  readonly organisationId: string;
  readonly toAddress: string;
  readonly subject: string;
  readonly bodySealed: string;
};

export type MailRecord = NewMail & {
  readonly createdAt: Instant;
  readonly sentAt: Instant | null;
  readonly attempts: number;
  readonly lastError: string | null;
};

export async function insertMail(tx: Tx, mail: NewMail, at: Instant): Promise<void> {
  await tx.mail.create({ data: { ...mail, createdAt: new Date(at) } });
}

/** null: it is gone, or another organisation's. */
export async function findMail(db: Db | Tx, organisationId: string, id: string): Promise<MailRecord | null> {
  const row = await db.mail.findFirst({ where: { id, organisationId } });
  return row && { ...row, createdAt: instantOf(row.createdAt), sentAt: row.sentAt && instantOf(row.sentAt) };
}

/** The newest first. */
export async function listMails(db: Db, organisationId: string, limit: number): Promise<readonly MailRecord[]> {
  const rows = await db.mail.findMany({
    where: { organisationId },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: limit,
  });
  return rows.map((row) => ({
    ...row,
    createdAt: instantOf(row.createdAt),
    sentAt: row.sentAt && instantOf(row.sentAt),
  }));
}

export type MailOutcome = { readonly sentAt: Instant } | { readonly error: string };

export async function noteMailOutcome(tx: Tx, mail: MailRecord, outcome: MailOutcome): Promise<void> {
  const { id, organisationId, attempts } = mail;
  const said =
    "sentAt" in outcome ? { sentAt: new Date(outcome.sentAt), lastError: null } : { lastError: outcome.error };
  await tx.mail.updateMany({ where: { id, organisationId }, data: { attempts: attempts + 1, ...said } });
}

function instantOf(date: Date): Instant {
  return instantFromMillis(date.getTime());
}
