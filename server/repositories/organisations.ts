import type { Tx } from "../db/client";
import type { Instant } from "../domain/time";

export type NewOrganisation = {
  readonly id: string;
  readonly name: string;
  /** ISO 4217 */
  readonly currency: string;
  /** IANA */
  readonly timeZone: string;
};

export async function insertOrganisation(tx: Tx, organisation: NewOrganisation, at: Instant): Promise<void> {
  await tx.organisation.create({ data: { ...organisation, createdAt: new Date(at) } });
}

/** The password a person signs in with, as better-auth hashes it. */
export async function insertPassword(
  tx: Tx,
  password: { readonly id: string; readonly userId: string; readonly hash: string },
  at: Instant,
): Promise<void> {
  const { id, userId, hash } = password;
  const [createdAt, updatedAt] = [new Date(at), new Date(at)];
  const key = { id, accountId: userId, providerId: "credential", userId };
  await tx.credential.create({ data: { ...key, password: hash, createdAt, updatedAt } });
}
