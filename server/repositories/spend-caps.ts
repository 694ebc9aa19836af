import type { Db, Tx } from "../db/client";
import { DomainError } from "../domain/errors";
import type { Instant } from "../domain/time";
import { instantOf } from "./row-instants";

export type SpendCap = {
  readonly id: string;
  /** null: of the whole organisation. */
  readonly campaignId: string | null;
  readonly currency: string;
  readonly limitMicros: bigint;
  readonly updatedById: string;
  readonly updatedAt: Instant;
  readonly revision: number;
};

/** Every cap: of the organisation and of its campaigns. */
export async function listSpendCaps(db: Db | Tx, organisationId: string): Promise<readonly SpendCap[]> {
  const rows = await db.spendCap.findMany({
    where: { organisationId },
    orderBy: [{ currency: "asc" }, { id: "asc" }],
  });
  return rows.map(({ organisationId: _, updatedAt, ...row }) => ({ ...row, updatedAt: instantOf(updatedAt) }));
}

export type SpendCapPlace = {
  readonly organisationId: string;
  readonly campaignId: string | null;
  readonly currency: string;
};

export async function findSpendCap(tx: Tx, place: SpendCapPlace): Promise<SpendCap | null> {
  const row = await tx.spendCap.findFirst({ where: place });
  return row && { ...row, updatedAt: instantOf(row.updatedAt) };
}

export type SpendCapChange = {
  readonly id: string;
  readonly limitMicros: bigint;
  readonly byUserId: string;
  readonly at: Instant;
};

/** Writes, replaces (`before` as it was shown) or, with null, removes one cap. STALE_REVISION when somebody was faster. */
export async function saveSpendCap(
  tx: Tx,
  place: SpendCapPlace,
  before: SpendCap | null,
  next: SpendCapChange | null,
): Promise<void> {
  if (before !== null) {
    const where = { id: before.id, organisationId: place.organisationId, revision: before.revision };
    const data = next && {
      limitMicros: next.limitMicros,
      updatedById: next.byUserId,
      updatedAt: new Date(next.at),
      revision: { increment: 1 },
    };
    const { count } = data ? await tx.spendCap.updateMany({ where, data }) : await tx.spendCap.deleteMany({ where });
    if (count === 0) throw new DomainError("STALE_REVISION", "Somebody else changed this cap meanwhile");
    return;
  }
  if (next === null) return;
  const { id, limitMicros, byUserId: updatedById, at } = next;
  await tx.spendCap.create({ data: { ...place, id, limitMicros, updatedById, updatedAt: new Date(at) } });
}
