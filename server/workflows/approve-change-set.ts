import { crashPoint } from "../crash-point";
import type { Tx } from "../db/client";
import { cannotDecide } from "../domain/approval/policy";
import { decodeIntent } from "../domain/change/stored-json";
import { DomainError, type FieldIssue } from "../domain/errors";
import { type Actor, can } from "../domain/permissions";
import { type Instant, isBefore } from "../domain/time";
import type { Ports } from "../ports";
import { insertApproval } from "../repositories/approvals";
import { recordAudit } from "../repositories/audit";
import {
  type ChangeForDecision,
  type ChangeSetForDecision,
  changeSetState,
  decideChangeSet,
  getChangeSetForDecision,
  signatureHashOf,
} from "../repositories/change-sets";
import { isBeingWritten } from "../repositories/changes";
import { notifyChange } from "../seller-calls/progress";
import { releaseChange } from "../seller-calls/release-change";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `payloadHash`: the signature hash of what the approver was shown. */
export type ApprovalOf = { readonly changeSetId: string; readonly payloadHash: string; readonly reason: string };

/**
 * Signs a change set and hands every change of it to the worker, in one transaction. SELF_APPROVAL for its author,
 * STALE_APPROVAL when what would be sent, or a seller's revision, is no longer what was shown, INVALID_TRANSITION when decided.
 */
export async function approveChangeSet(ports: Ports, actor: Actor, approval: ApprovalOf): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => approve(tx, ports, actor, approval));
  crashPoint("after-commit-before-send");
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
  const stale = set.changes.flatMap((change) => staleIssue(change, at));
  for (const change of set.changes) stale.push(...(await beingWrittenIssue(tx, change)));
  const first = stale[0];
  if (first) throw new DomainError("STALE_APPROVAL", first.message, stale);

  await decideChangeSet(tx, set, "approved", at);
  await insertApproval(tx, {
    id: ports.newId(),
    organisationId,
    changeSetId: set.id,
    decision: "approved",
    byUserId: userId,
    reason: approval.reason,
    payloadHash: approval.payloadHash,
    at,
  });
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.approved",
    subjectType: "change_set",
    subjectId: set.id,
    campaignId: set.campaignId,
    mediaBuyId: set.changes.length === 1 ? (set.changes[0]?.mediaBuyId ?? null) : null,
    summary: `Approved “${set.title}”`,
    before: { state: set.state },
    after: { state: "approved", reason: approval.reason, payloadHash: approval.payloadHash },
  });
  for (const change of set.changes) await releaseChange(tx, ports, change.id);
  crashPoint("before-approve-commit");
  return { changeSetId: set.id, state: await changeSetState(tx, organisationId, set.id) };
}

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

function staleIssue(change: ChangeForDecision, now: Instant): FieldIssue[] {
  const path = `changes.${change.id}`;
  const name = change.mediaBuy?.name ?? "The media buy";
  if (change.kind === "update_media_buy" && change.baseRevision !== (change.mediaBuy?.sellerRevision ?? null)) {
    return [{ path, message: `${name} has changed at the seller since this was asked for; re-check it` }];
  }
  if (change.kind !== "create_media_buy") return [];
  const { startAt } = decodeIntent(change.patch);
  if (startAt === "asap" || isBefore(now, startAt)) return [];
  return [{ path, message: `The start of ${name} has passed while this waited; reject it so that it is sent anew` }];
}
