import nodemailer from "nodemailer";
import type { Letter, Ports } from "../ports";
import { type ClaimedJob, enqueueJob, finishJob } from "../queue/jobs";
import { findMail, insertMail, listMails, noteMailOutcome } from "../repositories/mails";

export type Mailbox = {
  /** True: letters leave through the operator's mail server. False: they wait in the outbox for an administrator to read. */
  readonly delivers: boolean;
  /** Durable once this returns; sent by the worker, again and again until the mail server has it. */
  post(letter: Letter): Promise<void>;
};

type MailPorts = Pick<Ports, "db" | "clock" | "newId" | "vault" | "inTransaction" | "wakeWorker">;

/** `smtpUrl` as nodemailer reads it (smtps://user:password@host); null: no mail server. */
export function makeMailbox(ports: MailPorts, { smtpUrl }: { readonly smtpUrl: string | null }): Mailbox {
  return {
    delivers: smtpUrl !== null,
    async post({ organisationId, to, subject, text }) {
      const id = ports.newId();
      const bodySealed = ports.vault.seal(text, mailPlace(organisationId, id));
      await ports.inTransaction(async (tx) => {
        const at = ports.clock();
        await insertMail(tx, { id, organisationId, toAddress: to, subject, bodySealed }, at);
        if (smtpUrl === null) return;
        const job = { id: ports.newId(), kind: "send_mail", subjectId: id, lane: "mail" } as const;
        await enqueueJob(tx, { ...job, organisationId, dueAt: at, at });
      }, organisationId);
      ports.wakeWorker();
    },
  };
}

/** Sends one letter. A failure is kept beside it and thrown, so that the worker comes back to it with back-off. */
export function sendMailJob(smtp: { readonly url: string; readonly from: string }) {
  const transport = nodemailer.createTransport({ url: smtp.url, connectionTimeout: 10_000, socketTimeout: 20_000 });
  return async (ports: Ports, job: ClaimedJob): Promise<void> => {
    const mail = await findMail(ports.db, job.organisationId, job.subjectId);
    if (mail !== null && mail.sentAt === null) {
      const text = ports.vault.open(mail.bodySealed, mailPlace(mail.organisationId, mail.id));
      const { toAddress: to, subject, id } = mail;
      try {
        await transport.sendMail({ from: smtp.from, to, subject, text, messageId: `<${id}@flightdeck>` });
      } catch (error) {
        const said = error instanceof Error ? error.message : String(error);
        await ports.inTransaction((tx) => noteMailOutcome(tx, mail, { error: said.slice(0, 300) }));
        throw error;
      }
      await ports.inTransaction(async (tx) => {
        await noteMailOutcome(tx, mail, { sentAt: ports.clock() });
        await finishJob(tx, job);
      });
      return;
    }
    await ports.inTransaction((tx) => finishJob(tx, job));
  };
}

export type OutboxLetter = {
  readonly id: string;
  readonly to: string;
  readonly subject: string;
  readonly createdAt: string;
  readonly sentAt: string | null;
  readonly lastError: string | null;
  /** null where a mail server delivers: what was sent is for its addressee alone. */
  readonly text: string | null;
};

/** The newest letters of the organisation. */
export async function readOutbox(
  ports: Pick<Ports, "db" | "vault">,
  organisationId: string,
  delivers: boolean,
): Promise<readonly OutboxLetter[]> {
  const mails = await listMails(ports.db, organisationId, 50);
  return mails.map(({ id, toAddress, subject, createdAt, sentAt, lastError, bodySealed }) => ({
    id,
    to: toAddress,
    subject,
    createdAt,
    sentAt,
    lastError,
    text: delivers ? null : ports.vault.open(bodySealed, mailPlace(organisationId, id)),
  }));
}

/** Where a letter's text is sealed to. */
export function mailPlace(organisationId: string, rowId: string) {
  return { organisationId, rowId, field: "mail" };
}
