import { hash } from "node:crypto";
import type { Tx } from "../db/client";
import { insertRows } from "../db/insert-rows";
import type { AuditSubject } from "../domain/audit-subjects";
import { canonicalJson } from "../domain/canonical-json";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import { type Instant, instantFromMillis } from "../domain/time";

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
export function recordAudit(tx: Tx, id: string, entry: AuditEntry): Promise<void> {
  return recordAudits(tx, [{ id, entry }]);
}

/** Appends several rows of one organisation, in their order and in three statements. */
export async function recordAudits(
  tx: Tx,
  entries: readonly { readonly id: string; readonly entry: AuditEntry }[],
): Promise<void> {
  const [first] = entries;
  if (!first) return;
  const { organisationId } = first.entry.by;
  const head = await tx.organisation.findUnique({
    where: { id: organisationId },
    select: { auditSeq: true, auditHead: true },
  });
  if (!head) throw new DomainError("NOT_FOUND", "The organisation was not found");
  let { auditSeq, auditHead } = head;
  const rows = entries.map(({ id, entry }) => {
    if (entry.by.organisationId !== organisationId) throw new Error("One chain at a time");
    auditSeq += 1;
    const row = rowOf(id, entry, auditSeq, auditHead);
    auditHead = hashAuditRow(row);
    return { ...row, hash: auditHead };
  });
  await insertRows(tx, "AuditRow", rows);
  await tx.organisation.updateMany({ where: { id: organisationId }, data: { auditSeq, auditHead } });
}

function rowOf(id: string, entry: AuditEntry, seq: number, previousHash: string): HashedAuditRow {
  return {
    id,
    organisationId: entry.by.organisationId,
    seq,
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
    previousHash,
  };
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
    instantFromMillis(row.at.getTime()),
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
  return hash("sha256", JSON.stringify(fields));
}
