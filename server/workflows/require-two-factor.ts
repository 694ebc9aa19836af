import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { readSecurityRules, saveTwoFactorRule } from "../repositories/members";

/** From now on nobody of the organisation gets further than setting up a second factor without one; or no longer. */
export async function requireTwoFactor(
  ports: Ports,
  actor: Actor,
  required: boolean,
): Promise<{ readonly required: boolean }> {
  const { organisationId } = actor;
  return ports.inTransaction(async (tx) => {
    const before = await readSecurityRules(tx, organisationId);
    await saveTwoFactorRule(tx, organisationId, required);
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "organisation.changed",
      subjectType: "organisation",
      subjectId: organisationId,
      summary: required ? "Required a second factor of everybody" : "No longer requires a second factor",
      before: { requiresTwoFactor: before.requiresTwoFactor },
      after: { requiresTwoFactor: required },
    });
    return { required };
  });
}
