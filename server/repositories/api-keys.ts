import type { Db, Tx } from "../db/client";
import { notFound } from "../domain/errors";
import { type Permission, permissions } from "../domain/permissions";
import { addMillis, type Instant, instantFromMillis } from "../domain/time";

export type ApiKeyRecord = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: readonly Permission[];
  readonly createdAt: Instant;
  readonly expiresAt: Instant | null;
  readonly lastUsedAt: Instant | null;
};

export type NewApiKey = Omit<ApiKeyRecord, "createdAt" | "lastUsedAt"> & {
  readonly organisationId: string;
  readonly userId: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
};

export async function insertApiKey(tx: Tx, { scopes, expiresAt, ...key }: NewApiKey, at: Instant): Promise<void> {
  const ends = expiresAt === null ? null : new Date(expiresAt);
  await tx.apiKey.create({
    data: { ...key, scopes: JSON.stringify(scopes), expiresAt: ends, createdAt: new Date(at) },
  });
}

/** One's own that are not revoked, the newest first. */
export async function listApiKeys(db: Db, organisationId: string, userId: string): Promise<readonly ApiKeyRecord[]> {
  const rows = await db.apiKey.findMany({
    where: { organisationId, userId, revokedAt: null },
    orderBy: { createdAt: "desc" },
  });
  return rows.map(({ id, name, prefix, scopes, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    name,
    prefix,
    scopes: scopesOf(scopes),
    createdAt: instantFromMillis(createdAt.getTime()),
    expiresAt: expiresAt && instantFromMillis(expiresAt.getTime()),
    lastUsedAt: lastUsedAt && instantFromMillis(lastUsedAt.getTime()),
  }));
}

export async function revokeApiKey(
  tx: Tx,
  owner: { readonly organisationId: string; readonly userId: string },
  id: string,
  at: Instant,
): Promise<string> {
  const row = await tx.apiKey.findFirst({ where: { id, ...owner, revokedAt: null }, select: { name: true } });
  if (!row) throw notFound("The key");
  await tx.apiKey.update({ where: { id }, data: { revokedAt: new Date(at) } });
  return row.name;
}

export type KeyOwner = {
  readonly userId: string;
  readonly organisationId: string;
  readonly name: string;
  readonly role: string;
  readonly scopes: readonly Permission[];
};

/** Whose key it is, if it holds now; null otherwise. */
export async function ownerOfKey(db: Db, hash: string, now: Instant): Promise<KeyOwner | null> {
  const at = new Date(now);
  const row = await db.apiKey.findUnique({ where: { hash }, include: { user: true } });
  if (!row || row.revokedAt !== null || (row.expiresAt !== null && row.expiresAt <= at)) return null;
  if (row.user.disabledAt !== null) return null;
  const minuteAgo = new Date(addMillis(now, -60_000));
  if (row.lastUsedAt === null || row.lastUsedAt < minuteAgo) {
    await db.apiKey.updateMany({ where: { id: row.id }, data: { lastUsedAt: at } });
  }
  const { id: userId, name, role, organisationId } = row.user;
  return { userId, organisationId, name, role, scopes: scopesOf(row.scopes) };
}

function scopesOf(stored: string): readonly Permission[] {
  const values: unknown = JSON.parse(stored);
  return permissions.filter((permission) => Array.isArray(values) && values.includes(permission));
}
