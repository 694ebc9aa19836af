import { createHash } from "node:crypto";
import type { Tx } from "../db/client";
import type { AuditSubject } from "../domain/audit-subjects";
import { canonicalJson } from "../domain/canonical-json";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Instant } from "../domain/time";

/** Who did it: a person, or the worker acting on a decision already recorded. */
export type AuditActor = Pick<Actor, "organisationId" | "userId" | "name" | "requestId"> | SystemActor;
export type SystemActor = {
  readonly organisationId: string;
  readonly userId: null;
  readonly name: string;
  readonly requestId: null;
};

export function systemActor(organisationId: string, name = "Flightdeck"): SystemActor {
  return { organisationId, userId: null, name, requestId: null };
}

export type AuditEntry = {
  readonly at: Instant;
  readonly by: AuditActor;
  /** "<subject>.<verb>": campaign.created, change_set.approved, media_buy.verified. */
  readonly action: string;
  readonly subjectType: AuditSubject;
  readonly subjectId: string;
  readonly campaignId?: string | null;
  readonly mediaBuyId?: string | null;
  /** One sentence for people. */
  readonly summary: string;
  readonly before?: unknown;
  readonly after?: unknown;
};

/** Appends one row to the organisation's chain, in the transaction it records. Amounts go in as decimal text. */
export async function recordAudit(tx: Tx, id: string, entry: AuditEntry): Promise<void> {
  const { organisationId } = entry.by;
  const head = await tx.organisation.findUnique({
    where: { id: organisationId },
    select: { auditSeq: true, auditHead: true },
  });
  if (!head) throw new DomainError("NOT_FOUND", "The organisation was not found");
  const row = {
    id,
    organisationId,
    seq: head.auditSeq + 1,
    at: new Date(entry.at),
    actorId: entry.by.userId,
    actorName: entry.by.name,
    action: entry.action,
    subjectType: entry.subjectType,
    subjectId: entry.subjectId,
    campaignId: entry.campaignId ?? null,
    mediaBuyId: entry.mediaBuyId ?? null,
    summary: entry.summary,
    before: entry.before === undefined ? null : canonicalJson(entry.before),
    after: entry.after === undefined ? null : canonicalJson(entry.after),
    requestId: entry.by.requestId,
    previousHash: head.auditHead,
  };
  const hash = hashAuditRow(row);
  await tx.auditRow.create({ data: { ...row, hash } });
  await tx.organisation.update({ where: { id: organisationId }, data: { auditSeq: row.seq, auditHead: hash } });
}

export type HashedAuditRow = {
  readonly id: string;
  readonly organisationId: string;
  readonly seq: number;
  readonly at: Date;
  readonly actorId: string | null;
  readonly actorName: string;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly campaignId: string | null;
  readonly mediaBuyId: string | null;
  readonly summary: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly requestId: string | null;
  readonly previousHash: string;
};

/** The link of one row: SHA-256 over every field, the previous hash among them. */
export function hashAuditRow(row: HashedAuditRow): string {
  const fields = [
    row.id,
    row.organisationId,
    row.seq,
    row.at.toISOString(),
    row.actorId,
    row.actorName,
    row.action,
    row.subjectType,
    row.subjectId,
    row.campaignId,
    row.mediaBuyId,
    row.summary,
    row.before,
    row.after,
    row.requestId,
    row.previousHash,
  ];
  return createHash("sha256").update(JSON.stringify(fields)).digest("hex");
}
