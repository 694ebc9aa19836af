import type { BulkWriter } from "../server/db/bulk-writer";
import type { Db } from "../server/db/client";
import { scaleChunk, scaleRows } from "./scale-rows";
import { type ScalePlan, type ScaleSeller, scaleSellers } from "./scale-sellers";

type Desk = { readonly db: Db; readonly newId: () => string; readonly writer: BulkWriter };
type Filling = {
  readonly organisationId: string;
  /** Whoever made all of it. */
  readonly authorId: string;
  /** How many media buys there are to be. */
  readonly buys: number;
};

/**
 * Brings an organisation to so many media buys at fifty sellers, with packages, edits, delivery and a chain of audit rows, and answers how
 * many it made. Every chunk is one transaction: stopped anywhere, it goes on there. `progress`: how many more, and how many there are.
 */
export async function fillOrganisation(
  desk: Desk,
  { organisationId, authorId, buys }: Filling,
  progress: (made: number, there: number) => void,
): Promise<number> {
  const { db, newId, writer } = desk;
  const author = await db.user.findUniqueOrThrow({ where: { id: authorId }, select: { id: true, name: true } });
  const { createdAt, ...head } = await db.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { createdAt: true, auditSeq: true, auditHead: true },
  });
  const at = new Date(Math.floor(createdAt.getTime() / 3_600_000) * 3_600_000);
  const sellers = await sellersOf(desk, organisationId, at);
  const plan: ScalePlan = { organisationId, at, newId, sellers, author };
  const first = await db.mediaBuy.count({ where: { organisationId } });
  let ends = head;
  for (let from = first; from < buys; ) {
    // To the end of a chunk: after a stop the campaigns begin where they would have.
    const count = Math.min(buys, (Math.floor(from / scaleChunk) + 1) * scaleChunk) - from;
    const { tables, head: after } = scaleRows(plan, ends, from, count);
    await writer.write(tables, { table: "Organisation", id: organisationId, values: after });
    ends = after;
    from += count;
    progress(count, from);
  }
  return Math.max(0, buys - first);
}

async function sellersOf(
  { db, newId, writer }: Desk,
  organisationId: string,
  at: Date,
): Promise<readonly ScaleSeller[]> {
  const found = await db.salesAgent.findMany({
    where: { organisationId },
    select: { id: true, accounts: { select: { id: true } } },
    orderBy: { id: "asc" },
  });
  if (found.length === 0) {
    const { sellers, tables } = scaleSellers(organisationId, at, newId);
    await writer.write(tables);
    return sellers;
  }
  const snapshots = await db.productSnapshot.findMany({
    where: { organisationId },
    select: { id: true, salesAgentId: true, productId: true, name: true },
    orderBy: { id: "asc" },
  });
  return found.map(({ id, accounts }) => ({
    id,
    accountId: accounts[0]?.id ?? "",
    products: snapshots
      .filter((one) => one.salesAgentId === id)
      .map(({ id: snapshotId, productId, name }) => ({ snapshotId, productId, name })),
  }));
}
