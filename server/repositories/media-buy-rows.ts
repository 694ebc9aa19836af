import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { Prisma } from "../db/generated/client";
import { type ListedCells, type ListedMediaBuy, listedColumns, listedTexts, toListed } from "./listed-media-buy";

/** These media buys as the list shows them, in no order, in one statement; those of another organisation are left out. */
export async function readMediaBuyRows(
  db: Db,
  organisationId: string,
  mediaBuyIds: readonly string[],
): Promise<readonly ListedMediaBuy[]> {
  const sqlite = dialectOf(db) === "sqlite";
  const array = Prisma.raw(sqlite ? "json_array" : "json_build_array");
  const all = Prisma.raw(sqlite ? "json_group_array" : "json_agg");
  // SQLite would look through the organisation for them: `+` keeps it to their keys.
  const own = Prisma.sql`${Prisma.raw(sqlite ? "+" : "")}b."organisationId" = ${organisationId}`;
  const [found] = await db.$queryRaw<readonly [{ readonly rows: string | null }]>(
    Prisma.sql`SELECT CAST(${all}(${array}(${listedTexts})) AS TEXT) AS "rows"
      FROM (SELECT ${listedColumns} FROM "MediaBuy" b WHERE b."id" IN (${Prisma.join(mediaBuyIds)}) AND ${own}) page`,
  );
  return found.rows === null ? [] : (JSON.parse(found.rows) as readonly ListedCells[]).map(toListed);
}
