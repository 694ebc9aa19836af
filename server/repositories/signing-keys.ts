import type { Db, Tx } from "../db/client";
import { type Instant, instantFromMillis } from "../domain/time";

/** A key of the organisation's own; its private part stays sealed. */
export type SigningKeyRecord = {
  readonly id: string;
  readonly organisationId: string;
  readonly keyId: string;
  /** JSON text, see domain/signing. */
  readonly publicJwk: string;
  readonly privateSealed: string;
  readonly createdAt: Instant;
  readonly retiredAt: Instant | null;
  readonly publishedUntil: Instant | null;
};

export type NewSigningKey = Pick<
  SigningKeyRecord,
  "id" | "organisationId" | "keyId" | "publicJwk" | "privateSealed" | "createdAt"
>;

export async function insertSigningKey(tx: Tx, key: NewSigningKey): Promise<void> {
  await tx.signingKey.create({ data: { ...key, algorithm: "ed25519", createdAt: new Date(key.createdAt) } });
}

/** The key that signs now; null: the organisation has none yet. */
export async function currentSigningKey(db: Db | Tx, organisationId: string): Promise<SigningKeyRecord | null> {
  const row = await db.signingKey.findFirst({
    where: { organisationId, retiredAt: null },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return row && toRecord(row);
}

/** Keys that sign or are still published, the newest first. */
export async function publishedSigningKeys(
  db: Db | Tx,
  organisationId: string,
  now: Instant,
): Promise<readonly SigningKeyRecord[]> {
  const rows = await db.signingKey.findMany({
    where: { organisationId, OR: [{ retiredAt: null }, { publishedUntil: { gt: new Date(now) } }] },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
  });
  return rows.map(toRecord);
}

/** Every key that signs now stops; it stays published until `publishedUntil`. */
export async function retireSigningKeys(
  tx: Tx,
  organisationId: string,
  { at, publishedUntil }: { readonly at: Instant; readonly publishedUntil: Instant },
): Promise<void> {
  await tx.signingKey.updateMany({
    where: { organisationId, retiredAt: null },
    data: { retiredAt: new Date(at), publishedUntil: new Date(publishedUntil) },
  });
}

/** Where a private part is sealed. */
export function signingKeyPlace(organisationId: string, rowId: string) {
  return { organisationId, rowId, field: "signingKey" };
}

type Row = NonNullable<Awaited<ReturnType<Db["signingKey"]["findFirst"]>>>;

function toRecord(row: Row): SigningKeyRecord {
  const { algorithm: _, createdAt, retiredAt, publishedUntil, ...rest } = row;
  const instant = (date: Date | null) => (date === null ? null : instantFromMillis(date.getTime()));
  return {
    ...rest,
    createdAt: instantFromMillis(createdAt.getTime()),
    retiredAt: instant(retiredAt),
    publishedUntil: instant(publishedUntil),
  };
}
