import type { Db } from "../db/client";

/** The newest edits of a campaign that went to several media buys at once. */
export async function listCampaignEdits(db: Db, organisationId: string, campaignId: string) {
  const rows = await db.changeSet.findMany({
    where: { organisationId, campaignId, kind: "edit" },
    select: { id: true, title: true, state: true, createdAt: true },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: 30,
  });
  // Whose they are is asked of their sets: an index by organisation leads through everything that it has.
  const where = { changeSetId: { in: rows.map((row) => row.id) }, changeSet: { organisationId } };
  const counts = await db.change.groupBy({ by: ["changeSetId"], where, _count: { _all: true } });
  const large = new Set(counts.filter(({ _count }) => _count._all > 1).map((count) => count.changeSetId));
  return rows.filter((row) => large.has(row.id)).slice(0, 3);
}
