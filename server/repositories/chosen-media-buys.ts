import type { Tx } from "../db/client";
import { openEdits } from "./change-sets";

/** How many of these are the organisation's. */
export function countMediaBuys(tx: Tx, organisationId: string, ids: readonly string[]): Promise<number> {
  return tx.mediaBuy.count({ where: { organisationId, id: { in: [...ids] } } });
}

/** The patches of edits of these media buys that have not settled; one statement. */
export async function openEditsOf(tx: Tx, organisationId: string, mediaBuyIds: readonly string[]) {
  const rows = await tx.change.findMany({
    where: openEdits(organisationId, mediaBuyIds),
    select: { mediaBuyId: true, patch: true },
  });
  return rows.flatMap(({ mediaBuyId, patch }) => (mediaBuyId === null ? [] : [{ mediaBuyId, patch }]));
}
