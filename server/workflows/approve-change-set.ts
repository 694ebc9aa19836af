import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { type AccountOperation, gateRefusal } from "../domain/account/status-gate";
import { cannotDecide } from "../domain/approval/policy";
import { whyStale } from "../domain/approval/stale-line";
import { DomainError, type FieldIssue, notFound } from "../domain/errors";
import { type Actor, can } from "../domain/permissions";
import type { Ports } from "../ports";
import { closeReview, decideLines, insertApproval, type SignedLine } from "../repositories/approvals";
import { recordAudit } from "../repositories/audit";
import {
  type ChangeForDecision,
  type ChangeSetForDecision,
  changeSetState,
  getChangeSetForDecision,
  signatureHashOf,
} from "../repositories/change-sets";
import { isBeingWritten } from "../repositories/changes";
import { accountStandings } from "../repositories/media-buy-reads";
import { notifyChange } from "../seller-calls/progress";
import { refuseOverCap } from "../seller-calls/refuse-over-cap";
import { releaseChanges } from "../seller-calls/release-change";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `payloadHash`: the signature hash of the whole set as it was shown. `lineIds`: changes of it; left out, all that wait. */
export type ApprovalOf = {
  readonly changeSetId: string;
  readonly payloadHash: string;
  readonly reason: string;
  readonly lineIds?: readonly string[] | undefined;
};

/**
 * Signs lines of a change set and hands them to the worker, in one transaction. SELF_APPROVAL for its author, STALE_APPROVAL when
 * what would be sent, or a seller's revision, is no longer what was shown, OVER_CAP with the sum, SELLER_LIMIT
 * where an account is not open for it, INVALID_TRANSITION when decided.
 */
export async function approveChangeSet(ports: Ports, actor: Actor, approval: ApprovalOf): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => approve(tx, ports, actor, approval));
  ports.wakeWorker();
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function approve(tx: Tx, ports: Ports, actor: Actor, approval: ApprovalOf): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { organisationId, userId } = actor;
  const set = await getChangeSetForDecision(tx, organisationId, approval.changeSetId);
  refuseIfNotDecidable(set, actor);
  if (signatureHashOf(set.changes) !== approval.payloadHash) {
    throw new DomainError("STALE_APPROVAL", "This is no longer what you were shown; look at it again");
  }
  const lines = openLines(set, approval.lineIds);
  await refuseStale(tx, ports, lines);
  await refuseClosedAccounts(tx, organisationId, lines);
  const changeIds = lines.map((line) => line.id);
  await refuseOverCap(tx, organisationId, changeIds, at);

  const { id: changeSetId, revision } = set;
  const waiting = await decideLines(tx, { organisationId, changeSetId, revision, changeIds, to: "approved", at });
  const payloadHash = signatureHashOf(lines);
  await insertApproval(tx, {
    id: ports.newId(),
    organisationId,
    changeSetId,
    decision: "approved",
    byUserId: userId,
    reason: approval.reason,
    payloadHash,
    lines: signedLines(ports, lines),
    at,
  });
  if (waiting === 0) await closeReview(tx, { organisationId, id: changeSetId }, "approved", at);
  const some = lines.length < set.changes.length ? `${lines.length} of ${set.changes.length} lines of ` : "";
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.approved",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: set.campaignId,
    mediaBuyId: lines.length === 1 ? (lines[0]?.mediaBuyId ?? null) : null,
    summary: `Approved ${some}“${set.title}”`,
    before: { state: set.state },
    after: { state: "approved", reason: approval.reason, payloadHash, lines: changeIds },
  });
  await releaseChanges(tx, ports, organisationId, changeIds);
  crashPoint("before-approve-commit");
  return { changeSetId, state: await changeSetState(tx, organisationId, changeSetId) };
}

/** The lines that wait: all of them, or the ones asked for. NOT_FOUND, INVALID_TRANSITION when one is decided, or none is left. */
export function openLines(set: ChangeSetForDecision, lineIds?: readonly string[]): readonly ChangeForDecision[] {
  const waiting = set.changes.filter((change) => change.state === "in_review");
  if (!lineIds) return waiting;
  return [...new Set(lineIds)].map((id) => {
    const line = set.changes.find((change) => change.id === id);
    if (!line) throw notFound("The line");
    if (line.state === "in_review") return line;
    throw new DomainError("INVALID_TRANSITION", `${line.mediaBuy?.name ?? "A line"} has been decided already`);
  });
}

/** What a decision binds to, line by line. */
export function signedLines(ports: Pick<Ports, "newId">, lines: readonly ChangeForDecision[]): readonly SignedLine[] {
  return lines.map(({ id: changeId, payloadHash, baseRevision }) => {
    return { id: ports.newId(), changeId, payloadHash, sellerRevision: baseRevision };
  });
}

async function refuseStale(tx: Tx, ports: Ports, lines: readonly ChangeForDecision[]): Promise<void> {
  const at = ports.clock();
  const stale = lines.flatMap((line): FieldIssue[] => {
    const message = whyStale(line, at);
    return message === null ? [] : [{ path: `changes.${line.id}`, message }];
  });
  for (const line of lines) stale.push(...(await beingWrittenIssue(tx, line)));
  const [first] = stale;
  if (first) throw new DomainError("STALE_APPROVAL", first.message, stale);
}

/** What an account's standing forbids by now is not sent to be refused there (requirements §2.4). SELLER_LIMIT with the rule. */
async function refuseClosedAccounts(
  tx: Tx,
  organisationId: string,
  lines: readonly ChangeForDecision[],
): Promise<void> {
  const accounts = await accountStandings(
    tx,
    organisationId,
    lines.map((line) => line.accountId),
  );
  const closed = lines.flatMap((line): FieldIssue[] => {
    const account = accounts.get(line.accountId ?? "");
    const message = account ? gateRefusal(account, "the seller", operations[line.kind] ?? "update") : null;
    return message === null ? [] : [{ path: `changes.${line.id}`, message }];
  });
  const [first] = closed;
  if (first) throw new DomainError("SELLER_LIMIT", first.message, closed);
}

const operations: Readonly<Record<string, AccountOperation>> = {
  create_media_buy: "create",
  sync_creatives: "sync_creatives",
};

/** Throws SELF_APPROVAL, NOT_ALLOWED or INVALID_TRANSITION with the rule in words. */
export function refuseIfNotDecidable(set: ChangeSetForDecision, actor: Actor): void {
  const { state, authorId } = set;
  const { userId, role } = actor;
  const why = cannotDecide({ state, authorId, userId, mayApprove: can(role, "change:approve") });
  if (why === null) return;
  if (state !== "in_review") throw new DomainError("INVALID_TRANSITION", why);
  throw new DomainError(authorId === userId ? "SELF_APPROVAL" : "NOT_ALLOWED", why);
}

/** The seller's revision is part of what is signed, and another write of ours is about to move it. */
async function beingWrittenIssue(tx: Tx, change: ChangeForDecision): Promise<FieldIssue[]> {
  const { organisationId, mediaBuyId, kind } = change;
  if (kind !== "update_media_buy" || mediaBuyId === null) return [];
  if (!(await isBeingWritten(tx, organisationId, mediaBuyId))) return [];
  const name = change.mediaBuy?.name ?? "this media buy";
  const message = `Another change of ${name} is on its way to the seller; decide when it is read back`;
  return [{ path: `changes.${change.id}`, message }];
}
