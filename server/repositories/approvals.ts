import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Instant } from "../domain/time";
import { anyOf } from "./write-alike";

/** One change as it is signed: the exact bytes, and the seller's revision that they were shown beside. */
export type SignedLine = {
  readonly id: string;
  readonly changeId: string;
  readonly payloadHash: string;
  readonly sellerRevision: number | null;
};

export type NewApproval = {
  readonly id: string;
  readonly organisationId: string;
  readonly changeSetId: string;
  readonly decision: "approved" | "rejected";
  readonly byUserId: string;
  readonly reason: string;
  /** Hash over the payload hashes of its lines. */
  readonly payloadHash: string;
  readonly lines: readonly SignedLine[];
  readonly at: Instant;
};

/** One decision, bound line by line to the hash of what was shown. */
export async function insertApproval(tx: Tx, { at, lines, ...approval }: NewApproval): Promise<void> {
  await tx.approval.create({ data: { ...approval, at: new Date(at) } });
  const { id: approvalId, organisationId } = approval;
  await tx.approvalLine.createMany({ data: lines.map((line) => ({ ...line, organisationId, approvalId })) });
}

/** The signature in force for a change, or null. */
export async function liveSignature(tx: Tx, organisationId: string, changeId: string): Promise<SignedLine | null> {
  return tx.approvalLine.findFirst({
    where: { organisationId, changeId, voidedAt: null, approval: { decision: "approved" } },
    select: { id: true, changeId: true, payloadHash: true, sellerRevision: true },
    orderBy: { id: "desc" },
  });
}

/** The same of several changes, by their ids. */
export async function liveSignatures(
  tx: Tx,
  organisationId: string,
  changeIds: readonly string[],
): Promise<ReadonlyMap<string, SignedLine>> {
  const rows = await tx.approvalLine.findMany({
    where: { organisationId, changeId: anyOf(changeIds), voidedAt: null, approval: { decision: "approved" } },
    select: { id: true, changeId: true, payloadHash: true, sellerRevision: true },
    orderBy: { id: "asc" },
  });
  // The newest stays.
  return new Map(rows.map((row) => [row.changeId, row]));
}

/** Ends the signatures of a change: what they were given for has moved. */
export async function voidSignatures(
  tx: Tx,
  line: { readonly organisationId: string; readonly changeId: string },
  because: string,
  at: Instant,
): Promise<void> {
  const where = { ...line, voidedAt: null, approval: { decision: "approved" } };
  await tx.approvalLine.updateMany({
    where,
    data: { voidedAt: new Date(at), voidedBecause: because.slice(0, 500) },
  });
}

/** Whether somebody had to sign for a change: its set waited for an approver. */
export async function wasSubmitted(tx: Tx, organisationId: string, changeSetId: string): Promise<boolean> {
  const set = await tx.changeSet.findFirst({
    where: { id: changeSetId, organisationId },
    select: { submittedAt: true },
  });
  return set?.submittedAt != null;
}

export type LineDecision = {
  readonly organisationId: string;
  readonly changeSetId: string;
  /** The set as it was read: of two who decide at once, one wins. */
  readonly revision: number;
  readonly changeIds: readonly string[];
  readonly to: "approved" | "rejected";
  readonly at: Instant;
};

/**
 * Decides lines that wait, and only those. Returns how many still wait. INVALID_TRANSITION when the set, or a line, has been decided
 * meanwhile.
 */
export async function decideLines(tx: Tx, decision: LineDecision): Promise<number> {
  const { organisationId, changeSetId, revision, changeIds, to } = decision;
  const at = new Date(decision.at);
  const set = await tx.changeSet.updateMany({
    where: { id: changeSetId, organisationId, state: "in_review", revision },
    data: { revision: { increment: 1 } },
  });
  const lines = await tx.change.updateMany({
    where: { organisationId, changeSetId, id: { in: [...changeIds] }, state: "in_review" },
    data: { state: to, ...(to === "approved" ? {} : { settledAt: at }), revision: { increment: 1 } },
  });
  if (set.count === 0 || lines.count !== changeIds.length) {
    throw new DomainError("INVALID_TRANSITION", "It has been decided already");
  }
  return tx.change.count({ where: { organisationId, changeSetId, state: "in_review" } });
}

/** Nothing of the set waits any more. `approved`: something of it went out. */
export async function closeReview(
  tx: Tx,
  set: { readonly organisationId: string; readonly id: string },
  to: "approved" | "rejected" | "discarded",
  at: Instant,
): Promise<void> {
  const ended = to === "approved" ? {} : { settledAt: new Date(at) };
  await tx.changeSet.updateMany({
    where: { ...set, state: "in_review" },
    data: { state: to, decidedAt: new Date(at), ...ended, revision: { increment: 1 } },
  });
}

/** A line that was signed waits again, and its set with it. */
export async function reopenReview(tx: Tx, organisationId: string, changeSetId: string): Promise<void> {
  await tx.changeSet.updateMany({
    where: { id: changeSetId, organisationId },
    data: { state: "in_review", settledAt: null, revision: { increment: 1 } },
  });
}

/** True once anything of these changes has been handed to the worker. */
export async function anyReleased(tx: Tx, organisationId: string, changeIds: readonly string[]): Promise<boolean> {
  return (await tx.sellerCall.count({ where: { organisationId, changeId: { in: [...changeIds] } } })) > 0;
}
