import { notFound } from "../domain/errors";
import { refuseMemberChange } from "../domain/member/rules";
import type { Actor, Role } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { listMembers, updateMember } from "../repositories/members";

export type ChangeMember = {
  readonly userId: string;
  readonly role?: Role | undefined;
  readonly isDisabled?: boolean | undefined;
};

/** A member's role, or whether they may sign in. Throws NOT_ALLOWED by the rules of domain/member. */
export async function changeMember(
  ports: Ports,
  actor: Actor,
  input: ChangeMember,
): Promise<{ readonly userId: string }> {
  const { organisationId } = actor;
  const { userId, role, isDisabled } = input;
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const members = await listMembers(tx, organisationId);
    const member = members.find((one) => one.userId === userId);
    if (!member) throw notFound("The member");
    refuseMemberChange(actor.userId, members, userId, { role, isDisabled });
    await updateMember(tx, { organisationId, userId }, { role, isDisabled }, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "member.changed",
      subjectType: "user",
      subjectId: userId,
      summary: sentence(member.name, input),
      before: { role: member.role, disabled: member.isDisabled },
      after: { role: role ?? member.role, disabled: isDisabled ?? member.isDisabled },
    });
    return { userId };
  });
}

function sentence(name: string, { role, isDisabled }: ChangeMember): string {
  if (isDisabled !== undefined)
    return isDisabled ? `Disabled the account of ${name}` : `Enabled the account of ${name}`;
  return `Made ${name} ${role}`;
}
