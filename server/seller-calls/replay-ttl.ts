import type { Db, Tx } from "../db/client";
import { decodeIdempotencyCheck, trustedReplayTtl } from "../domain/capabilities/idempotency-check";

/**
 * Seconds for which the seller replays a key, from its last capabilities; null when it promises nothing, or was seen not to keep its
 * promise.
 */
export async function replayTtlOf(db: Db | Tx, organisationId: string, salesAgentId: string): Promise<number | null> {
  const row = await db.salesAgent.findFirst({
    where: { id: salesAgentId, organisationId },
    select: { capabilities: true, idempotencyCheck: true },
  });
  return row === null ? null : replayTtlFrom(row);
}

export function replayTtlFrom(row: { readonly capabilities: string | null; readonly idempotencyCheck: string | null }) {
  const stored: unknown = row.capabilities ? JSON.parse(row.capabilities) : null;
  if (typeof stored !== "object" || stored === null || !("replayTtlSeconds" in stored)) return null;
  const ttl = typeof stored.replayTtlSeconds === "number" ? stored.replayTtlSeconds : null;
  return trustedReplayTtl(ttl, decodeIdempotencyCheck(row.idempotencyCheck));
}
