import type { Db, Tx } from "./client";

const at = new Date("2026-03-01T00:00:00Z");

/** One organisation with campaigns `c0`, `c1`, … at revision 1: what the tests of this folder read and write. */
export async function givenCampaigns(db: Db, count: number): Promise<void> {
  await db.organisation.create({ data: { id: "o", name: "O", createdAt: at } });
  await db.campaign.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      id: `c${index}`,
      organisationId: "o",
      name: "first",
      buyerRef: `ref-${index}`,
      timeZone: "UTC",
      currency: "USD",
      createdById: "u",
      createdAt: at,
      updatedAt: at,
    })),
  });
}

/** A row without relations, standing for another request's acknowledged write. */
export async function note(tx: Tx, key: string): Promise<string> {
  await tx.rateLimit.create({ data: { id: key, key, count: 1, lastRequest: 0n } });
  return key;
}

export async function notes(db: Db): Promise<ReadonlySet<string>> {
  const rows = await db.rateLimit.findMany({ select: { key: true } });
  return new Set(rows.map((row) => row.key));
}

/** Read the revision, write only if it still holds, leave a note: the shape of every edit in the app. */
export async function edit(tx: Tx, campaignId: string, key: string, believed?: number): Promise<void> {
  await note(tx, key);
  const { revision } = await tx.campaign.findUniqueOrThrow({ where: { id: campaignId }, select: { revision: true } });
  const { count } = await tx.campaign.updateMany({
    where: { id: campaignId, revision: believed ?? revision },
    data: { revision: { increment: 1 }, name: key },
  });
  if (count !== 1) throw new Error("STALE_REVISION");
}
