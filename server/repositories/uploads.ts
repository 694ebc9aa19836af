import type { Db, Tx } from "../db/client";
import { Prisma } from "../db/generated/client";
import { textsOf } from "../db/json-sql";
import { notFound } from "../domain/errors";
import type { Instant } from "../domain/time";

export type NewUpload = {
  readonly id: string;
  readonly organisationId: string;
  readonly mime: string;
  readonly sha256: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly at: Instant;
};

/** Keeps the file, or finds the one with the same bytes: sent twice, it is there once. */
export async function keepUpload(
  tx: Tx,
  upload: NewUpload,
): Promise<{ readonly uploadId: string; readonly isNew: boolean }> {
  const { organisationId, sha256, mime } = upload;
  const known = await tx.upload.findFirst({ where: { organisationId, sha256, mime }, select: { id: true } });
  if (known) return { uploadId: known.id, isNew: false };
  const { at, ...columns } = upload;
  await tx.upload.create({ data: { ...columns, byteLength: upload.bytes.byteLength, createdAt: new Date(at) } });
  return { uploadId: upload.id, isNew: true };
}

export type UploadFile = { readonly id: string; readonly mime: string; readonly bytes: Uint8Array<ArrayBuffer> };

/** NOT_FOUND for another organisation's file. */
export async function getUpload(db: Db | Tx, organisationId: string, id: string): Promise<UploadFile> {
  const row = await db.upload.findFirst({
    where: { id, organisationId },
    select: { id: true, mime: true, bytes: true },
  });
  if (!row) throw notFound("The file");
  return row;
}

/** Whose file it is, for a reader who is nobody's member but holds a key to it. Null: there is none. */
export async function organisationOfUpload(db: Db | Tx, id: string): Promise<string | null> {
  const row = await db.upload.findUnique({ where: { id }, select: { organisationId: true } });
  return row?.organisationId ?? null;
}

/** Bytes of each file by id. */
export async function uploadSizes(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  // By the ids: where there are many of them, SQLite takes the organisation for the shorter way.
  const rows = await db.$queryRaw<readonly { readonly id: string; readonly byteLength: unknown }[]>(Prisma.sql`
    SELECT u."id", u."byteLength" FROM (${textsOf(db, ids)}) wanted CROSS JOIN "Upload" u
    WHERE u."id" = wanted.value AND u."organisationId" = ${organisationId}`);
  return new Map(rows.map((row) => [row.id, Number(row.byteLength)]));
}
