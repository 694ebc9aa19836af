import type { Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { getChangeSetForDecision } from "../repositories/change-sets";
import { notifyChange } from "../seller-calls/progress";
import { openLines } from "./approve-change-set";
import { closeLines } from "./close-lines";
import type { ChangeSetOutcome } from "./submit-campaign";

/** Takes back what still waits for an approver, what was signed goes on; only its author may (NOT_ALLOWED). */
export async function discardChangeSet(ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const outcome = await ports.inTransaction((tx) => discard(tx, ports, actor, changeSetId));
  notifyChange(changeSetId);
  return outcome;
}

async function discard(tx: Tx, ports: Ports, actor: Actor, changeSetId: string): Promise<ChangeSetOutcome> {
  const at = ports.clock();
  const set = await getChangeSetForDecision(tx, actor.organisationId, changeSetId);
  if (set.state !== "in_review") throw new DomainError("INVALID_TRANSITION", "It has been decided already");
  if (set.authorId !== actor.userId) throw new DomainError("NOT_ALLOWED", "Only who asked for it can withdraw it");
  const state = await closeLines(tx, set, openLines(set), "discarded", at);
  await recordAudit(tx, ports.newId(), {
    at,
    by: actor,
    action: "change_set.discarded",
    subjectType: "change_set",
    subjectId: changeSetId,
    campaignId: set.campaignId,
    mediaBuyId: set.kind === "edit" ? (set.changes[0]?.mediaBuyId ?? null) : null,
    summary: `Withdrew “${set.title}”`,
    before: { state: set.state },
    after: { state },
  });
  return { changeSetId, state };
}
