import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { Prisma } from "../db/generated/client";
import { type ListedMediaBuy, listedAsText, listedColumns, listedIn } from "./listed-media-buy";

/** These media buys as the list shows them, in no order, in one statement; those of another organisation are left out. */
export async function readMediaBuyRows(
  db: Db,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<readonly ListedMediaBuy[]> {
  const sqlite = dialectOf(db) === "sqlite";
  // SQLite would look through the organisation for them: `+` keeps it to their keys.
  const own = Prisma.sql`${Prisma.raw(sqlite ? "+" : "")}b."organisationId" = ${organisationId}`;
  const [found] = await db.$queryRaw<readonly [{ readonly rows: string | null }]>(
    listedAsText(
      sqlite,
      Prisma.sql`SELECT ${listedColumns} FROM "MediaBuy" b WHERE b."id" IN (${Prisma.join(mediaBuyIds)}) AND ${own}`,
    ),
  );
  return listedIn(found.rows);
}
