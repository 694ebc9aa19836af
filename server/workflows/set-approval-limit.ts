import { DomainError } from "../domain/errors";
import { formatMoney, money } from "../domain/money";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { readOrganisationLimits, saveApprovalLimit } from "../repositories/spend-limits";
import { amountProblem } from "./set-spend-cap";

/** `limitMicros` null: the policy's default. `before`: the limit as it was shown. */
export type ApprovalLimitOf = { readonly limitMicros: bigint | null; readonly before: bigint | null };

/** How much an edit may add without an approver. Edits that wait already keep the rule that sent them there. */
export async function setApprovalLimit(
  ports: Ports,
  actor: Actor,
  { limitMicros, before }: ApprovalLimitOf,
): Promise<{ readonly limitMicros: bigint | null }> {
  const { organisationId } = actor;
  return ports.inTransaction(async (tx) => {
    const { currency } = await readOrganisationLimits(tx, organisationId);
    const problem = limitMicros === null ? null : amountProblem(limitMicros, currency);
    if (problem !== null) throw new DomainError("INVALID_INPUT", problem, [{ path: "limitMicros", message: problem }]);
    await saveApprovalLimit(tx, organisationId, before, limitMicros);
    const to = limitMicros === null ? "the default" : formatMoney(money(limitMicros, currency));
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "organisation.approval_limit",
      subjectType: "organisation",
      subjectId: organisationId,
      summary: `Moved the approval limit to ${to}`,
      before: { limitMicros: before },
      after: { limitMicros },
    });
    return { limitMicros };
  });
}
