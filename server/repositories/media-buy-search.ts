import { Prisma } from "../db/generated/client";

/**
 * So many matches are found by the index of text, and sorted. Where there are more, the list is read in its order instead until the page is
 * full, which is soon, since they are many (docs/decisions/0025).
 */
export const mostFound = 5_000;

/**
 * The common tables `named` (campaigns whose name has the text: they are gone through once) and `found`: id, status and sort column of what matches `text` under `narrowed`, and the conditions to choose by.
 * Texts of one or two letters are looked for where words begin, longer ones anywhere; ASCII letters of either case are the same.
 */
type TextSearch = {
  readonly found: Prisma.Sql;
  /** True where `found` is all there is. */
  readonly isFew: Prisma.Sql;
};

export function textSearch(
  sqlite: boolean,
  organisationId: string,
  {
    text,
    sort,
    narrowed,
    most,
  }: { readonly text: string; readonly sort: string; readonly narrowed: Prisma.Sql; readonly most: number },
): TextSearch {
  const columns = Prisma.raw([...new Set(["id", "status", sort])].map((name) => `b."${name}"`).join(", "));
  const { pieces, hits, isFew } = (sqlite ? byPieces : byColumns)(organisationId, text, most);
  return {
    found: Prisma.sql`WITH "named" AS MATERIALIZED (
        SELECT c."id" FROM "Campaign" c WHERE c."organisationId" = ${organisationId} AND ${campaignName} ${like(text)}
      ), "of_named" AS MATERIALIZED (
        SELECT b."id" FROM "named" CROSS JOIN "MediaBuy" b
        WHERE b."organisationId" = ${organisationId} AND b."campaignId" = "named"."id" LIMIT ${most + 1}
      ), ${pieces}"hit" AS MATERIALIZED (
        ${hits} UNION ALL SELECT "id" FROM "of_named" LIMIT ${most + 1}
      ), "found" AS MATERIALIZED (
        SELECT ${columns} FROM (SELECT DISTINCT "id" FROM "hit") each_hit CROSS JOIN "MediaBuy" b
        WHERE b."id" = each_hit."id" AND b."organisationId" = ${organisationId}${narrowed}
      )`,
    isFew,
  };
}

/** A condition on the media buy `b`, beside `found`: its texts, or its campaign's name. */
export function matchesText(sqlite: boolean, text: string): Prisma.Sql {
  return Prisma.sql`(${textsOfBuy(sqlite)} ${like(text)} OR b."campaignId" IN (SELECT "id" FROM "named"))`;
}

/** As the indexes have it (migration text_search): every text begins after a space, as words do. */
function textsOfBuy(sqlite: boolean): Prisma.Sql {
  const line = sqlite ? "char(10)" : "chr(10)";
  return Prisma.raw(
    `(' ' || b."name" || ${line} || ' ' || b."poNumber" || ${line} || ' ' || coalesce(b."sellerMediaBuyId", ''))`,
  );
}

const campaignName = Prisma.raw(`(' ' || c."name")`);

/** A whole piece; what is shorter begins a word. */
const isShort = (text: string) => [...text].length < 3;

function like(text: string): Prisma.Sql {
  const literal = text.replaceAll(/[\\%_]/g, "\\$&");
  return Prisma.sql`LIKE ${isShort(text) ? `% ${literal}%` : `%${literal}%`} ESCAPE '\\'`;
}

/**
 * SQLite: in the organisation's own range of documents, whose spaces are double. Pieces are counted before a document's media buy is looked
 * up: where they are too many, none is.
 */
function byPieces(organisationId: string, text: string, most: number) {
  const spaced = (isShort(text) ? ` ${text}` : text).replaceAll(" ", "  ");
  const end = (which: string) =>
    Prisma.sql`(SELECT ${Prisma.raw(`"${which}"`)} FROM "SearchRange" WHERE "ownerId" = ${organisationId})`;
  const pieces = Prisma.sql`"piece" AS MATERIALIZED (
        SELECT i."rowid" AS "seq" FROM "SearchIndex" i
        WHERE i."SearchIndex" MATCH ${`"${spaced.replaceAll('"', '""')}"`}
          AND i."rowid" BETWEEN ${end("firstSeq")} AND ${end("lastSeq")} LIMIT ${most + 1}
      ), `;
  const hits = Prisma.sql`SELECT s."mediaBuyId" AS "id" FROM "piece" CROSS JOIN "SearchText" s WHERE s."seq" = "piece"."seq"`;
  const isFew = Prisma.sql`(SELECT count(*) FROM "piece") + (SELECT count(*) FROM "of_named") <= ${most}`;
  return { pieces, hits, isFew };
}

/** PostgreSQL: by the index over the columns themselves, or by looking through them where there is none. */
function byColumns(organisationId: string, text: string, most: number) {
  const hits = Prisma.sql`SELECT b."id" FROM "MediaBuy" b WHERE b."organisationId" = ${organisationId} AND ${textsOfBuy(false)} ${like(text)}`;
  return { pieces: Prisma.empty, hits, isFew: Prisma.sql`(SELECT count(*) FROM "hit") <= ${most}` };
}
