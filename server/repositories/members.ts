import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import type { MemberState } from "../domain/member/rules";
import { isRole, type Role } from "../domain/permissions";
import { type Instant, instantFromMillis } from "../domain/time";

export type MemberRecord = MemberState & {
  readonly name: string;
  readonly email: string;
  readonly hasTwoFactor: boolean;
  readonly disabledAt: Instant | null;
  /** Invited and never signed in since. */
  readonly invitedAt: Instant | null;
  readonly lastSeenAt: Instant | null;
};

const fields = {
  id: true,
  name: true,
  email: true,
  role: true,
  disabledAt: true,
  invitedAt: true,
  lastSeenAt: true,
  twoFactorEnabled: true,
  sessions: { select: { updatedAt: true }, orderBy: { updatedAt: "desc" }, take: 1 },
} as const;

/** Everybody of the organisation, by name. */
export async function listMembers(db: Db | Tx, organisationId: string): Promise<readonly MemberRecord[]> {
  const rows = await db.user.findMany({
    where: { organisationId },
    select: fields,
    orderBy: [{ name: "asc" }, { id: "asc" }],
  });
  return rows.map(({ id, role, sessions, ...row }) => ({
    userId: id,
    name: row.name,
    email: row.email,
    role: isRole(role) ? role : "viewer",
    isDisabled: row.disabledAt !== null,
    hasTwoFactor: row.twoFactorEnabled === true,
    disabledAt: instantOf(row.disabledAt),
    invitedAt: instantOf(row.invitedAt),
    lastSeenAt: instantOf(latest(sessions[0]?.updatedAt ?? null, row.lastSeenAt)),
  }));
}

export type NewMember = {
  readonly id: string;
  readonly organisationId: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly twoFactorRequired: boolean;
};

/** Without a password: an invitation lets them choose one. */
export async function insertMember(tx: Tx, { id, ...member }: NewMember, at: Instant): Promise<void> {
  const stamp = new Date(at);
  const stamps = { invitedAt: stamp, createdAt: stamp, updatedAt: stamp };
  await tx.user.create({ data: { id, ...member, emailVerified: true, ...stamps } });
}

export async function emailIsTaken(tx: Tx, email: string): Promise<boolean> {
  return (await tx.user.count({ where: { email } })) > 0;
}

/** NOT_FOUND for somebody of another organisation. Somebody who is disabled is out at once, with every key of theirs. */
export async function updateMember(
  tx: Tx,
  { organisationId, userId }: { readonly organisationId: string; readonly userId: string },
  change: { readonly role?: Role | undefined; readonly isDisabled?: boolean | undefined },
  at: Instant,
): Promise<void> {
  const stamp = new Date(at);
  const { count } = await tx.user.updateMany({
    where: { id: userId, organisationId },
    data: {
      updatedAt: stamp,
      ...(change.role === undefined ? {} : { role: change.role }),
      ...(change.isDisabled === undefined ? {} : { disabledAt: change.isDisabled ? stamp : null }),
    },
  });
  if (count === 0) throw notFound("The member");
  if (change.isDisabled) {
    await tx.session.deleteMany({ where: { userId } });
    await tx.apiKey.updateMany({ where: { userId, revokedAt: null }, data: { revokedAt: stamp } });
  }
}

/** NOT_FOUND for somebody of another organisation. Their password alone signs them in from here on, anew everywhere. */
export async function removeSecondFactor(
  tx: Tx,
  { organisationId, userId }: { readonly organisationId: string; readonly userId: string },
  at: Instant,
): Promise<void> {
  const data = { twoFactorEnabled: false, updatedAt: new Date(at) };
  const { count } = await tx.user.updateMany({ where: { id: userId, organisationId }, data });
  if (count === 0) throw notFound("The member");
  await tx.twoFactor.deleteMany({ where: { userId } });
  await tx.session.deleteMany({ where: { userId } });
}

export type SecurityRules = { readonly requiresTwoFactor: boolean };

export async function readSecurityRules(db: Db | Tx, organisationId: string): Promise<SecurityRules> {
  return db.organisation.findUniqueOrThrow({ where: { id: organisationId }, select: { requiresTwoFactor: true } });
}

/** The rule and its copy on every member, so that each request is held to it. */
export async function saveTwoFactorRule(tx: Tx, organisationId: string, required: boolean): Promise<void> {
  await tx.organisation.update({ where: { id: organisationId }, data: { requiresTwoFactor: required } });
  await tx.user.updateMany({ where: { organisationId }, data: { twoFactorRequired: required } });
}

export type SessionRecord = {
  readonly id: string;
  readonly createdAt: Instant;
  readonly lastUsedAt: Instant;
  readonly expiresAt: Instant;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
};

export async function listSessions(db: Db, userId: string, now: Instant): Promise<readonly SessionRecord[]> {
  const rows = await db.session.findMany({
    where: { userId, expiresAt: { gt: new Date(now) } },
    orderBy: { updatedAt: "desc" },
    take: 50,
  });
  return rows.map((row) => ({
    id: row.id,
    createdAt: toInstant(row.createdAt),
    lastUsedAt: toInstant(row.updatedAt),
    expiresAt: toInstant(row.expiresAt),
    ipAddress: row.ipAddress,
    userAgent: row.userAgent,
  }));
}

/** One of one's own, or (`id` null) all but `keep`. Answers how many ended. */
export async function endSessions(
  tx: Tx,
  userId: string,
  which: { readonly id: string } | { readonly keep: string | null },
): Promise<number> {
  const where = "id" in which ? { id: which.id } : which.keep === null ? {} : { id: { not: which.keep } };
  return (await tx.session.deleteMany({ where: { ...where, userId } })).count;
}

function latest(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}

function instantOf(date: Date | null): Instant | null {
  return date === null ? null : toInstant(date);
}

function toInstant(date: Date): Instant {
  return instantFromMillis(date.getTime());
}
