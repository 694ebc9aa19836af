import type { Db } from "../db/client";

/** The newest edits of a campaign that went to several media buys at once. */
export async function listCampaignEdits(db: Db, organisationId: string, campaignId: string) {
  const rows = await db.changeSet.findMany({
    where: { organisationId, campaignId, kind: "edit" },
    select: { id: true, title: true, state: true, createdAt: true, _count: { select: { changes: true } } },
    orderBy: { id: "desc" },
    take: 30,
  });
  return rows.filter((row) => row._count.changes > 1).slice(0, 3);
}
