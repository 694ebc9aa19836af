import { DomainError, notFound } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { listMembers, removeSecondFactor } from "../repositories/members";

/**
 * Takes away the second factor of a member who lost it and ends their sessions: they sign in with their password alone, and set a new one
 * up first where the organisation asks for it. They are told by mail. Throws NOT_ALLOWED for one's own: that takes somebody else, who knows
 * who is asking.
 */
export async function resetSecondFactor(
  ports: Ports,
  actor: Actor,
  userId: string,
): Promise<{ readonly userId: string }> {
  const { organisationId } = actor;
  const member = await ports.inTransaction(async (tx) => {
    const found = (await listMembers(tx, organisationId)).find((one) => one.userId === userId);
    if (!found) throw notFound("The member");
    if (userId === actor.userId) throw new DomainError("NOT_ALLOWED", "Ask another administrator to reset yours");
    if (!found.hasTwoFactor) throw new DomainError("NOT_ALLOWED", `${found.name} has no second factor`);
    const at = ports.clock();
    await removeSecondFactor(tx, { organisationId, userId }, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "member.second_factor_reset",
      subjectType: "user",
      subjectId: userId,
      summary: `Reset the second factor of ${found.name}`,
      before: { secondFactor: true },
      after: { secondFactor: false },
    });
    const { name, email } = found;
    return { userId, name, email };
  });
  await ports.postLetter?.({ organisationId, to: member.email, ...letter(member.name, actor.name) });
  return { userId: member.userId };
}

function letter(name: string, by: string) {
  return {
    subject: "Your second factor for Flightdeck was reset",
    text: `Hello ${name},\n\n${by} has reset the second factor of your account, and every session of yours has ended. Sign in with your password and set a new one up under Account.\n\nIf you did not ask for this, tell another administrator at once.\n`,
  };
}
