import type { Db, Tx } from "../db/client";
import { Prisma } from "../db/generated/client";
import { insertRows } from "../db/insert-rows";
import { textsOf } from "../db/json-sql";
import { notFound } from "../domain/errors";
import type { Product } from "../domain/media-buy/product";
import { decodeProduct, encodeProduct } from "../domain/media-buy/product-codec";
import { type Instant, instantFromMillis } from "../domain/time";

/** A product as one agent offered it at one moment. */
export type ProductSnapshot = {
  readonly id: string;
  readonly salesAgentId: string;
  readonly product: Product;
  readonly seenAt: Instant;
};

type SnapshotRow = {
  readonly id: string;
  readonly salesAgentId: string;
  readonly product: string;
  readonly seenAt: Date;
};

export function toSnapshot(row: SnapshotRow): ProductSnapshot {
  const { id, salesAgentId } = row;
  return {
    id,
    salesAgentId,
    product: decodeProduct(row.product),
    seenAt: instantFromMillis(row.seenAt.getTime()),
  };
}

/** All of `ids`, in their order; NOT_FOUND when one is missing or another organisation's. */
export async function getSnapshots(
  db: Db | Tx,
  organisationId: string,
  ids: readonly string[],
): Promise<ProductSnapshot[]> {
  const rows = await db.productSnapshot.findMany({ where: { organisationId, id: { in: [...new Set(ids)] } } });
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw notFound("The product");
    return toSnapshot(row);
  });
}

/** By product id: what one agent offered last to the campaign. */
export async function latestOffers(
  db: Db | Tx,
  organisationId: string,
  of: { readonly campaignId: string; readonly salesAgentId: string; readonly productIds: readonly string[] },
): Promise<ReadonlyMap<string, ProductSnapshot>> {
  const { campaignId, salesAgentId, productIds } = of;
  const answers = await db.productSearchAnswer.findMany({
    where: { organisationId, salesAgentId, search: { campaignId } },
    select: { id: true },
  });
  const rows = await db.productSnapshot.findMany({
    where: { organisationId, answerId: { in: answers.map(({ id }) => id) }, productId: { in: [...productIds] } },
    orderBy: [{ seenAt: "asc" }, { id: "asc" }],
  });
  return new Map(rows.map((row) => [row.productId, toSnapshot(row)]));
}

export type KnownProduct = { readonly id: string; readonly productId: string; readonly name: string };

/**
 * By product id: the newest snapshot of each of these products of an agent, from its answers to searches and from what was taken over
 * there. One statement.
 */
export async function knownProducts(
  db: Db | Tx,
  { organisationId, salesAgentId }: { readonly organisationId: string; readonly salesAgentId: string },
  productIds: readonly string[],
): Promise<ReadonlyMap<string, KnownProduct>> {
  const wanted = textsOf(db, productIds);
  const columns = Prisma.raw('s."id", s."productId", s."name", s."seenAt"');
  const rows = await db.$queryRaw<readonly KnownProduct[]>`
    SELECT "id", "productId", "name" FROM (
      SELECT ${columns} FROM "ProductSearchAnswer" a CROSS JOIN "ProductSnapshot" s
      WHERE a."organisationId" = ${organisationId} AND a."salesAgentId" = ${salesAgentId}
        AND s."organisationId" = ${organisationId} AND s."answerId" = a."id" AND s."productId" IN (${wanted})
      UNION ALL
      SELECT ${columns} FROM "ProductSnapshot" s
      WHERE s."organisationId" = ${organisationId} AND s."answerId" IS NULL AND s."productId" IN (${wanted})
        AND s."salesAgentId" = ${salesAgentId}
    ) found ORDER BY "seenAt", "id"`;
  return new Map(rows.map((row) => [row.productId, row]));
}

export type NewSnapshots = {
  readonly organisationId: string;
  readonly salesAgentId: string;
  readonly answerId: string;
  readonly products: readonly Product[];
  readonly at: Instant;
};

/** What several agents answered, in one statement. */
export async function insertSnapshots(tx: Tx, newId: () => string, given: readonly NewSnapshots[]): Promise<void> {
  const rows = given.flatMap(({ organisationId, salesAgentId, answerId, products, at }) => {
    const seenAt = new Date(at);
    return products.map((product) => ({
      id: newId(),
      organisationId,
      salesAgentId,
      answerId,
      productId: product.productId,
      name: product.name,
      deliveryType: product.deliveryType,
      product: encodeProduct(product),
      expiresAt: product.expiresAt === null ? null : new Date(product.expiresAt),
      seenAt,
    }));
  });
  await insertRows(tx, "ProductSnapshot", rows);
}
