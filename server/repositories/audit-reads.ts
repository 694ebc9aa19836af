import type { Db, Tx } from "../db/client";
import { containing } from "../db/dialect";
import type { Prisma } from "../db/generated/client";
import { type Instant, instantFromMillis } from "../domain/time";
import { hashAuditRow } from "./audit";

export type AuditRecord = {
  readonly id: string;
  readonly seq: number;
  readonly at: Instant;
  readonly actorName: string;
  readonly actorId: string | null;
  readonly action: string;
  readonly subjectType: string;
  readonly subjectId: string;
  readonly campaignId: string | null;
  readonly mediaBuyId: string | null;
  readonly summary: string;
  /** Canonical JSON as written, or null. */
  readonly before: string | null;
  readonly after: string | null;
  readonly hash: string;
};

export type AuditFilter = {
  readonly text: string;
  readonly actorId: string | null;
  readonly subjectType: string | null;
  readonly mediaBuyId: string | null;
  readonly campaignId: string | null;
};

/** Newest first; `beforeSeq` is the last row of the page before. */
export async function listAuditRows(
  db: Db | Tx,
  organisationId: string,
  filter: AuditFilter,
  page: { readonly beforeSeq: number | null; readonly limit: number },
): Promise<AuditRecord[]> {
  const where: Prisma.AuditRowWhereInput = {
    organisationId,
    ...(page.beforeSeq === null ? {} : { seq: { lt: page.beforeSeq } }),
    ...(filter.actorId === null ? {} : { actorId: filter.actorId }),
    ...(filter.subjectType === null ? {} : { subjectType: filter.subjectType }),
    ...(filter.mediaBuyId === null ? {} : { mediaBuyId: filter.mediaBuyId }),
    ...(filter.campaignId === null ? {} : { campaignId: filter.campaignId }),
    ...(filter.text === "" ? {} : { summary: containing(filter.text) }),
  };
  const rows = await db.auditRow.findMany({ where, orderBy: { seq: "desc" }, take: page.limit });
  return rows.map(({ organisationId: _, previousHash: __, requestId: ___, at, ...row }) => ({
    ...row,
    at: instantFromMillis(at.getTime()),
  }));
}

export async function listAuditActors(
  db: Db | Tx,
  organisationId: string,
): Promise<{ readonly id: string; readonly name: string }[]> {
  return db.user.findMany({ where: { organisationId }, select: { id: true, name: true }, orderBy: { name: "asc" } });
}

export type ChainCheck =
  | { readonly kind: "intact"; readonly rows: number }
  | { readonly kind: "broken"; readonly rows: number; readonly seq: number; readonly what: string };

const pageSize = 500;

/** Walks the whole chain from the first row and names the first that does not hold. */
export async function verifyAuditChain(db: Db, organisationId: string): Promise<ChainCheck> {
  // Before the head, which only grows: a row that is appended meanwhile is not taken for a forged one.
  const { _max: last } = await db.auditRow.aggregate({ where: { organisationId }, _max: { seq: true } });
  const head = await db.organisation.findUniqueOrThrow({
    where: { id: organisationId },
    select: { auditSeq: true, auditHead: true },
  });
  const nextRows = (after: number) =>
    db.auditRow.findMany({
      where: { organisationId, seq: { gt: after, lte: head.auditSeq } },
      orderBy: { seq: "asc" },
      take: pageSize,
    });
  return walkChain({ ...head, lastSeq: last.seq ?? 0 }, nextRows);
}

/** What the organisation says of its chain, and the highest number that any row carries. */
export type ChainHead = { readonly auditSeq: number; readonly auditHead: string; readonly lastSeq: number };

/** `nextRows` answers with up to a page of rows after a number, in order; an empty one ends the walk. */
export async function walkChain(
  head: ChainHead,
  nextRows: (after: number) => Promise<readonly ChainRow[]>,
): Promise<ChainCheck> {
  let previousHash = "";
  let seq = 0;
  const broken = (what: string): ChainCheck => ({ kind: "broken", rows: head.auditSeq, seq: seq + 1, what });
  for (let rows = await nextRows(0); rows.length > 0; rows = await nextRows(seq)) {
    for (const row of rows) {
      const fault = faultOf(row, seq + 1, previousHash);
      if (fault) return broken(fault);
      seq = row.seq;
      previousHash = row.hash;
    }
    if (rows.length < pageSize) break;
  }
  if (seq !== head.auditSeq || previousHash !== head.auditHead) return broken("Rows are missing at the end");
  if (head.lastSeq > seq) return broken("A row was added that nothing recorded");
  return { kind: "intact", rows: seq };
}

export type ChainRow = Parameters<typeof hashAuditRow>[0] & { readonly hash: string };

function faultOf(row: ChainRow, seq: number, previousHash: string): string | null {
  if (row.seq !== seq) return "A row is missing before this one";
  if (row.previousHash !== previousHash) return "It does not follow the row before it";
  return hashAuditRow(row) === row.hash ? null : "It was changed after it was written";
}
