import type { Tx } from "../db/client";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { insertApproval } from "../repositories/approvals";
import { recordAudit } from "../repositories/audit";
import { getChangeSetForDecision, signatureHashOf } from "../repositories/change-sets";
import { notifyChange } from "../seller-calls/progress";
import { openLines, refuseIfNotDecidable, signedLines } from "./approve-change-set";
import { closeLines } from "./close-lines";
import type { ChangeSetOutcome } from "./submit-campaign";

/** `lineIds`: changes of the set; left out, all that wait. */
export type RejectionOf = {
  readonly changeSetId: string;
  readonly reason: string;
  readonly lineIds?: readonly string[] | undefined;
};

/**
 * Sends a change set, or some lines of it, back with a reason. When all of a set of creates is sent back the campaign is a draft
 * again and its packages are free; nothing was ever sent.
 */
export async function rejectChangeSet(ports: Ports, actor: Actor, rejection: RejectionOf): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => reject(tx, ports, actor, rejection));
  notifyChange(outcome.changeSetId);
  return outcome;
}

async function reject(tx: Tx, ports: Ports, actor: Actor, rejection: RejectionOf): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const { organisationId, userId } = actor;
  const { changeSetId, reason } = rejection;
  const set = await getChangeSetForDecision(tx, organisationId, changeSetId);
  refuseIfNotDecidable(set, actor);
  const lines = openLines(set, rejection.lineIds);
  const state = await closeLines(tx, set, lines, "rejected", at);
  await insertApproval(tx, {
    id: ports.newId(),
    organisationId,
    changeSetId,
    decision: "rejected",
    byUserId: userId,
    reason,
    payloadHash: signatureHashOf(lines),
    lines: signedLines(ports, lines),
    at,
  });
  const some = lines.length < set.changes.length ? `${lines.length} of ${set.changes.length} lines of ` : "";
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.rejected",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: set.campaignId,
    mediaBuyId: set.kind === "edit" ? (lines[0]?.mediaBuyId ?? null) : null,
    summary: `Rejected ${some}“${set.title}”: ${reason}`,
    before: { state: set.state },
    after: { state, reason, lines: lines.map((line) => line.id) },
  });
  return { changeSetId, state };
}
