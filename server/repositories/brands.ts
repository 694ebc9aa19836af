import type { Db, Tx } from "../db/client";
import type { Brand } from "../domain/campaign/campaign";
import { DomainError, notFound } from "../domain/errors";
import type { Instant } from "../domain/time";

const columns = { id: true, name: true, domain: true } as const;

export function listBrands(db: Db | Tx, organisationId: string): Promise<Brand[]> {
  return db.brand.findMany({ where: { organisationId }, select: columns, orderBy: [{ name: "asc" }, { id: "asc" }] });
}

export async function getBrand(db: Db | Tx, organisationId: string, id: string): Promise<Brand> {
  const row = await db.brand.findFirst({ where: { id, organisationId }, select: columns });
  if (!row) throw notFound("The brand");
  return row;
}

/** Refuses a domain the organisation already has (DUPLICATE, at the field). */
export async function insertBrand(tx: Tx, organisationId: string, brand: Brand, at: Instant): Promise<void> {
  const known = await tx.brand.findFirst({ where: { organisationId, domain: brand.domain }, select: columns });
  if (known) {
    throw new DomainError("DUPLICATE", "This brand is already here", [
      { path: "domain", message: `${known.name} already has this domain; choose it from the list` },
    ]);
  }
  await tx.brand.create({ data: { ...brand, organisationId, createdAt: new Date(at) } });
}
