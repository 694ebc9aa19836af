import type { Tx } from "../db/client";
import { dialectOf } from "../db/dialect";
import { addMillis, type Instant, millisOf } from "../domain/time";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** For how long a row is kept after it has ended; long enough that nobody asks for it any more. */
const keptMs = {
  /** Shown as ended in nobody's list; 14 days after it began a session is over whatever its end says. */
  session: dayMs,
  longestSession: 15 * dayMs,
  /** Codes and links, minutes to an hour. */
  verification: dayMs,
  /** The longest window that attempts are counted in is ten minutes. */
  rateLimit: hourMs,
  /** A browser repeats a change within seconds, after a sleep within days. */
  mutationReceipt: 7 * dayMs,
  webhookNonce: hourMs,
};

/** Deletes at most `most` rows of each kind that nothing asks for any more, of all organisations; the most that went of one kind. */
export async function deleteExpiredRows(tx: Tx, now: Instant, most: number): Promise<number> {
  const before = (milliseconds: number) => new Date(addMillis(now, -milliseconds));
  const id = { take: most, select: { id: true } } as const;
  const ended = [{ expiresAt: { lt: before(keptMs.session) } }, { createdAt: { lt: before(keptMs.longestSession) } }];
  const sessions = await tx.session.findMany({ where: { OR: ended }, ...id });
  const verifications = await tx.verification.findMany({
    where: { expiresAt: { lt: before(keptMs.verification) } },
    ...id,
  });
  const lastRequest = { lt: BigInt(millisOf(now) - keptMs.rateLimit) };
  const rateLimits = await tx.rateLimit.findMany({ where: { lastRequest }, ...id });
  const nonces = await tx.webhookNonce.findMany({
    where: { expiresAt: { lt: before(keptMs.webhookNonce) } },
    take: most,
  });
  const receipts = await tx.mutationReceipt.findMany({
    where: { createdAt: { lt: before(keptMs.mutationReceipt) } },
    orderBy: { createdAt: "asc" },
    take: most,
    select: { userId: true, requestId: true },
  });
  await tx.session.deleteMany({ where: { id: { in: [...(await leftAlone(tx, idsOf(sessions)))] } } });
  await tx.verification.deleteMany({ where: { id: { in: idsOf(verifications) } } });
  await tx.rateLimit.deleteMany({ where: { id: { in: idsOf(rateLimits) }, lastRequest } });
  await tx.webhookNonce.deleteMany({ where: { OR: nonces.map(({ keyId, nonce }) => ({ keyId, nonce })) } });
  await tx.mutationReceipt.deleteMany({ where: { OR: [...receipts] } });
  return Math.max(...[sessions, verifications, rateLimits, nonces, receipts].map((rows) => rows.length));
}

/** Sessions that nobody ends at this moment: who ends several in another order would wait for this transaction, and it for them. */
async function leftAlone(tx: Tx, ids: readonly string[]): Promise<readonly string[]> {
  if (dialectOf(tx) === "sqlite" || ids.length === 0) return ids;
  return idsOf(
    await tx.$queryRaw<
      { id: string }[]
    >`SELECT "id" FROM "Session" WHERE "id" = ANY(${[...ids]}) FOR UPDATE SKIP LOCKED`,
  );
}

function idsOf(rows: readonly { readonly id: string }[]): string[] {
  return rows.map((row) => row.id);
}

/** Deletes at most `most` of the organisation's webhook receipts that came before then; how many went. */
export async function deleteWebhookReceipts(
  tx: Tx,
  organisationId: string,
  before: Instant,
  most: number,
): Promise<number> {
  const old = await tx.webhookReceipt.findMany({
    where: { organisationId, receivedAt: { lt: new Date(before) } },
    orderBy: { receivedAt: "asc" },
    take: most,
    select: { id: true },
  });
  const { count } = await tx.webhookReceipt.deleteMany({ where: { id: { in: idsOf(old) } } });
  return count;
}
