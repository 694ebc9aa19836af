import type { Db } from "../db/client";

/** Our side of the books of one organisation, as far as the invariants need it. */
export async function loadRecords(db: Db, organisationId: string) {
  const where = { organisationId };
  const [mediaBuys, packages, changes, changeSets, calls, tasks, jobs] = await Promise.all([
    db.mediaBuy.findMany({ where, omit: { blockedBy: true, validActions: true } }),
    db.package.findMany({ where: { ...where, mediaBuyId: { not: null } }, omit: { targetingOverlay: true } }),
    db.change.findMany({
      where,
      select: {
        id: true,
        changeSetId: true,
        mediaBuyId: true,
        salesAgentId: true,
        accountId: true,
        kind: true,
        state: true,
        patch: true,
        request: true,
        payloadHash: true,
        currency: true,
        deltaMicros: true,
      },
    }),
    db.changeSet.findMany({ where, include: { approvals: { include: { lines: true } } } }),
    db.sellerCall.findMany({ where, omit: { reply: true, idempotencyKeySealed: true }, orderBy: { createdAt: "asc" } }),
    db.sellerTask.findMany({ where, select: { id: true, sellerCallId: true, settledAt: true } }),
    db.job.findMany({ where }),
  ]);
  const organisation = await db.organisation.findUniqueOrThrow({ where: { id: organisationId } });
  return { organisation, mediaBuys, packages, changes, changeSets, calls, tasks, jobs };
}

export type Records = Awaited<ReturnType<typeof loadRecords>>;
export type MediaBuyRow = Records["mediaBuys"][number];
export type ChangeRow = Records["changes"][number];

/** Rows by a key of theirs, for looking up many at once. */
export function grouped<T>(rows: readonly T[], keyOf: (row: T) => string | null): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key === null) continue;
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  return groups;
}
