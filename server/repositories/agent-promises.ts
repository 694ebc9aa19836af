import type { Tx } from "../db/client";
import type { IdempotencyCheck } from "../domain/capabilities/idempotency-check";
import { type AuditActor, recordAudit } from "./audit";

const words: Readonly<Record<IdempotencyCheck["outcome"], string>> = {
  kept: "recognised a repeated request",
  doubled: "made two orders of one repeated request",
  refused: "refused a repeated request",
  not_checked: "could not be checked for repeated requests",
};

/** Keeps what came of checking the agent's promise. No revision: it is an observation, not an edit. */
export async function saveIdempotencyCheck(
  tx: Tx,
  auditId: string,
  by: AuditActor,
  agent: { readonly id: string; readonly name: string },
  check: IdempotencyCheck,
): Promise<void> {
  const { id, name } = agent;
  await tx.salesAgent.updateMany({
    where: { id, organisationId: by.organisationId },
    data: { idempotencyCheck: JSON.stringify(check) },
  });
  await recordAudit(tx, auditId, {
    at: check.at,
    by,
    action: "sales_agent.repeat_checked",
    subjectType: "sales_agent",
    subjectId: id,
    summary: `${name} ${words[check.outcome]}`,
    after: check,
  });
}
