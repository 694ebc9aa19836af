import { DomainError } from "../domain/errors";
import type { Actor } from "../domain/permissions";
import type { Ports } from "../ports";
import { recordAudit } from "../repositories/audit";
import { emailIsTaken, insertMember } from "../repositories/members";
import { insertOrganisation, insertPassword } from "../repositories/organisations";

export type NewOrganisationPlan = {
  readonly name: string;
  /** The first administrator, who invites everybody else. */
  readonly email: string;
  /** ISO 4217 */
  readonly currency: string;
  /** IANA */
  readonly zone: string;
  readonly passwordHash: string;
};

/** Whoever has the command line makes organisations; nobody can over the network. Throws DUPLICATE for an address that has an account. */
export async function newOrganisation(
  ports: Pick<Ports, "clock" | "newId" | "inTransaction">,
  plan: NewOrganisationPlan,
): Promise<{ readonly organisationId: string; readonly userId: string }> {
  const { name, email, currency, zone: timeZone, passwordHash: hash } = plan;
  const [organisationId, userId] = [ports.newId(), ports.newId()];
  return ports.inTransaction(async (tx) => {
    const at = ports.clock();
    if (await emailIsTaken(tx, email)) throw new DomainError("DUPLICATE", `${email} has an account already`);
    await insertOrganisation(tx, { id: organisationId, name, currency, timeZone }, at);
    const person = { organisationId, name: "Administrator", email, role: "admin", twoFactorRequired: false } as const;
    await insertMember(tx, { id: userId, ...person }, at);
    await insertPassword(tx, { id: ports.newId(), userId, hash }, at);
    const by: Actor = { organisationId, userId, name: person.name, role: "admin", requestId: null };
    const subject = { subjectType: "user", subjectId: userId } as const;
    const summary = `The organisation ${name} was made, with ${email} as its administrator`;
    await recordAudit(tx, ports.newId(), { at, by, action: "organisation.made", ...subject, summary });
    return { organisationId, userId };
  });
}
