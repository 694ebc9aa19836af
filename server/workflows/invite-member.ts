import { DomainError, notFound } from "../domain/errors";
import type { Actor, Role } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { emailIsTaken, insertMember, listMembers, readSecurityRules } from "../repositories/members";

export type InviteMember = { readonly name: string; readonly email: string; readonly role: Role };

/** Makes the account and mails a link to choose a password. Throws DUPLICATE, at the field, for an address that has an account. */
export async function inviteMember(
  ports: Ports,
  actor: Actor,
  input: InviteMember,
): Promise<{ readonly userId: string }> {
  const { organisationId } = actor;
  const email = input.email.toLowerCase();
  const invite = ports.inTransaction(async (tx) => {
    const at = ports.clock();
    const id = ports.newId();
    if (await emailIsTaken(tx, email)) throw taken();
    const { requiresTwoFactor: twoFactorRequired } = await readSecurityRules(tx, organisationId);
    const { name, role } = input;
    await insertMember(tx, { id, organisationId, name, email, role, twoFactorRequired }, at);
    await recordAudit(tx, ports.newId(), {
      at,
      by: actor,
      action: "member.invited",
      subjectType: "user",
      subjectId: id,
      summary: `Invited ${name} as ${role}`,
      after: { name, email, role },
    });
    return { userId: id };
  });
  const invited = await invite.catch((error: unknown) => {
    throw isSecondOfTheSame(error) ? taken() : error;
  });
  await ports.sendPasswordLink?.(email);
  return invited;
}

function taken(): DomainError {
  const message = "This address has an account already";
  return new DomainError("DUPLICATE", message, [{ path: "email", message }]);
}

/** Another organisation, whose writers do not wait for ours, made an account for the address at the same moment: Prisma's word for it. */
function isSecondOfTheSame(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2002";
}

/** The invitation once more, or a new password for somebody who cannot ask for one. */
export async function sendPasswordLink(
  ports: Ports,
  actor: Actor,
  userId: string,
): Promise<{ readonly userId: string }> {
  const member = (await listMembers(ports.db, actor.organisationId)).find((one) => one.userId === userId);
  if (!member) throw notFound("The member");
  if (member.isDisabled) throw new DomainError("NOT_ALLOWED", "Enable the account first");
  const sent = await ports.inTransaction(async (tx) => {
    await recordAudit(tx, ports.newId(), {
      at: ports.clock(),
      by: actor,
      action: "member.password_link_sent",
      subjectType: "user",
      subjectId: userId,
      summary: `Sent ${member.name} a link to choose a password`,
    });
    return { userId };
  });
  await ports.sendPasswordLink?.(member.email);
  return sent;
}
