import type { Db, Tx } from "../db/client";

/** Seconds for which the seller replays a key, from its last capabilities; null when it promises nothing. */
export async function replayTtlOf(db: Db | Tx, organisationId: string, salesAgentId: string): Promise<number | null> {
  const row = await db.salesAgent.findFirst({
    where: { id: salesAgentId, organisationId },
    select: { capabilities: true },
  });
  const stored: unknown = row?.capabilities ? JSON.parse(row.capabilities) : null;
  if (typeof stored !== "object" || stored === null || !("replayTtlSeconds" in stored)) return null;
  const ttl = stored.replayTtlSeconds;
  return typeof ttl === "number" && Number.isFinite(ttl) && ttl > 0 ? ttl : null;
}
