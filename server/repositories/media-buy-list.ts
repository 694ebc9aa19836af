import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { Prisma } from "../db/generated/client";
import type { MediaBuyStatus } from "../domain/media-buy/status";
import { type ListedMediaBuy, listedAsText, listedColumns, listedIn } from "./listed-media-buy";
import { type MediaBuyCursor, type MediaBuySort, pageArms } from "./media-buy-pages";
import { matchesText, mostFound, textSearch } from "./media-buy-search";

export type MediaBuyFilter = {
  readonly status: readonly MediaBuyStatus[];
  readonly salesAgentId: string | null;
  readonly campaignId: string | null;
  readonly text: string;
  readonly sort: MediaBuySort;
  readonly descending: boolean;
  readonly after: MediaBuyCursor | null;
  readonly limit: number;
};

export type MediaBuyPage = {
  /** `limit` rows and one more when there are more. */
  readonly rows: readonly ListedMediaBuy[];
  /**
   * How many there are of each status under the same filter, the status itself left out; null: a text is in so many that they were not
   * counted.
   */
  readonly counts: readonly { readonly status: string; readonly count: number }[] | null;
};

/**
 * One page with its names and counts, in one statement. It is the list that people look at all day: the database makes one JSON text of it,
 * because each row that comes back through Prisma costs as much as finding it did (docs/decisions/0015).
 */
export async function readMediaBuyPage(
  db: Db,
  organisationId: string,
  filter: MediaBuyFilter,
  most = mostFound,
): Promise<MediaBuyPage> {
  const sqlite = dialectOf(db) === "sqlite";
  const array = Prisma.raw(sqlite ? "json_array" : "json_build_array");
  const all = Prisma.raw(sqlite ? "json_group_array" : "json_agg");
  const pageIn = (page: Prisma.Sql) => Prisma.sql`(${listedAsText(sqlite, page)})`;
  const countIn = (tally: Prisma.Sql) =>
    Prisma.sql`(SELECT CAST(${all}(${array}(tally."status", tally."count")) AS TEXT) FROM (${tally}) tally)`;
  const asked = { sqlite, organisationId, filter, most };
  const listed = listedBy(asked);
  const { before, rows, counts, isFew, isCounted } = listed;
  const [found] = await db.$queryRaw<
    readonly [{ readonly rows: string | null; readonly counts: string | null; readonly counted: number | boolean }]
  >(
    isFew === null
      ? Prisma.sql`SELECT ${pageIn(rows)} AS "rows", ${countIn(counts)} AS "counts", 1 AS "counted"`
      : Prisma.sql`${before} SELECT
          CASE WHEN ${isFew} THEN ${pageIn(listed.few)} ELSE ${pageIn(rows)} END AS "rows",
          CASE WHEN ${isCounted} THEN ${countIn(counts)} END AS "counts", ${isCounted} AS "counted"`,
  );
  const tally = parsed<readonly [string, number]>(found.counts).map(([status, count]) => ({ status, count }));
  return {
    rows: listedIn(found.rows),
    counts: found.counted ? tally.sort((one, other) => (one.status < other.status ? -1 : 1)) : null,
  };
}

function listedBy(asked: Asked) {
  const { text, campaignId, salesAgentId, status, sort } = asked.filter;
  if (text !== "") return listedByText(asked);
  // Another order than the usual has no index by status or agent; a campaign's own index is by far the shortest way.
  const isSparse = campaignId !== null || (sort !== "updatedAt" && (salesAgentId !== null || status.length > 0));
  return isSparse ? listedByFilter(asked) : listedWhole(asked);
}

type Asked = {
  readonly sqlite: boolean;
  readonly organisationId: string;
  readonly filter: MediaBuyFilter;
  readonly most: number;
};

const always = Prisma.raw("1 = 1");

function listedWhole(asked: Asked) {
  return {
    before: Prisma.empty,
    rows: pageOf(asked),
    counts: countsOf(asked),
    few: Prisma.empty,
    isFew: null,
    isCounted: always,
  };
}

/**
 * `few`: what the filter leaves, sorted, where the counts say that it is little; `rows`: out of the list as it is read in the order asked for,
 * which ends soon where there are many. Four times what a text may be in: nothing has to be compared, and statuses and dates go together
 * (drafts end late), so that reading in order can be long.
 */
function listedByFilter(asked: Asked) {
  const { sqlite, organisationId, filter, most } = asked;
  const columns = Prisma.raw([...new Set(["id", "status", filter.sort])].map((name) => `b."${name}"`).join(", "));
  // SQLite knows no better than we which index is the shortest: `+` keeps it off the others.
  const [off, of] = [Prisma.raw(sqlite ? "+" : ""), filter.campaignId];
  const scope = of ?? filter.salesAgentId ?? "";
  const chosen = of === null ? inStatus(filter) : Prisma.sql`${off}b.${inStatus(filter)}`;
  const agent =
    filter.salesAgentId === null
      ? Prisma.empty
      : Prisma.sql` AND ${of === null ? Prisma.empty : off}b."salesAgentId" = ${filter.salesAgentId}`;
  const campaign = of === null ? Prisma.empty : Prisma.sql` AND b."campaignId" = ${of}`;
  const before = Prisma.sql`WITH "found" AS MATERIALIZED (
      SELECT ${columns} FROM "MediaBuy" b WHERE b."organisationId" = ${organisationId}${campaign} AND ${chosen}${agent})`;
  const isFew = Prisma.sql`(SELECT coalesce(sum("count"), 0) FROM "MediaBuyCount"
      WHERE "organisationId" = ${organisationId} AND "scopeId" = ${scope} AND ${inStatus(filter)}) <= ${most * 4}`;
  return { before, rows: pageOf(asked), counts: countsOf(asked), few: pageOfFound(asked), isFew, isCounted: always };
}

/** `few`: the page out of what the text was found in, where that is little; `rows`: out of the list as it is read in order. */
function listedByText(asked: Asked) {
  const { sqlite, organisationId, filter, most } = asked;
  const matching = Prisma.sql`${narrowed(filter)} AND ${matchesText(sqlite, filter.text)}`;
  const { found, isFew } = textSearch(sqlite, organisationId, { ...filter, narrowed: matching, most });
  const counts = Prisma.sql`SELECT "status", count(*) AS "count" FROM "found" GROUP BY "status"`;
  return { before: found, rows: pageOf(asked, matching), counts, few: pageOfFound(asked), isFew, isCounted: isFew };
}

/** The page of what is in `found`, which is sorted. */
function pageOfFound(asked: Asked): Prisma.Sql {
  const page = inOrder(asked, "found", (beyond) => [
    Prisma.sql`SELECT * FROM "found" WHERE ${inStatus(asked.filter)}${beyond}`,
  ]);
  return Prisma.sql`SELECT ${listedColumns} FROM (${page}) one CROSS JOIN "MediaBuy" b WHERE b."id" = one."id" ${order(asked, "b.")}`;
}

/**
 * The rows of a page in order. Every condition that an index can answer by itself gets an arm of its own (one status, the rows beyond the
 * cursor, those without an end), each in the order asked for: the database merges the arms and stops at the limit, however many rows there are.
 */
function pageOf(asked: Asked, conditions: Prisma.Sql = narrowed(asked.filter)): Prisma.Sql {
  const { organisationId, filter } = asked;
  return inOrder(asked, "b", (beyond) =>
    statusArms(filter).map(
      (status) =>
        Prisma.sql`SELECT ${listedColumns} FROM "MediaBuy" b WHERE b."organisationId" = ${organisationId} AND ${status}${conditions}${beyond}`,
    ),
  );
}

/** The arms for each place beyond the cursor, merged. */
function inOrder(
  asked: Asked,
  of: "b" | "found",
  armsBeyond: (beyond: Prisma.Sql) => readonly Prisma.Sql[],
): Prisma.Sql {
  const { limit } = asked.filter;
  const arms = pageArms(of, asked.filter).flatMap(armsBeyond);
  const [only] = arms;
  if (only && arms.length === 1) return Prisma.sql`${only} ${order(asked)} LIMIT ${limit + 1}`;
  // SQLite stops each arm by itself; PostgreSQL stops those that say where.
  const ended = asked.sqlite ? arms : arms.map((arm) => Prisma.sql`(${arm} ${order(asked)} LIMIT ${limit + 1})`);
  return Prisma.sql`${Prisma.join(ended, " UNION ALL ")} ${order(asked)} LIMIT ${limit + 1}`;
}

function order({ sqlite, filter: { sort, descending } }: Asked, of = ""): Prisma.Sql {
  const direction = descending ? "DESC" : "ASC";
  // As SQLite has it by itself: what has no end comes first when the earliest does.
  const nulls = sqlite || sort !== "endAt" ? "" : descending ? " NULLS LAST" : " NULLS FIRST";
  return Prisma.raw(`ORDER BY ${of}"${sort}" ${direction}${nulls}, ${of}"id" ${direction}`);
}

/** Archived buys are shown only when asked for. */
function inStatus({ status }: MediaBuyFilter): Prisma.Sql {
  if (status.length === 0) return Prisma.sql`"status" <> 'ARCHIVED'`;
  return Prisma.sql`"status" IN (${Prisma.join([...new Set(status)])})`;
}

/** Only the usual order has an index by status; for another one the rows are looked through in that order. */
function statusArms(filter: MediaBuyFilter): readonly Prisma.Sql[] {
  if (filter.status.length === 0 || filter.sort !== "updatedAt") return [inStatus(filter)];
  return [...new Set(filter.status)].map((one) => Prisma.sql`b."status" = ${one}`);
}

function narrowed({ salesAgentId, campaignId }: MediaBuyFilter): Prisma.Sql {
  const agent = salesAgentId === null ? Prisma.empty : Prisma.sql` AND b."salesAgentId" = ${salesAgentId}`;
  const campaign = campaignId === null ? Prisma.empty : Prisma.sql` AND b."campaignId" = ${campaignId}`;
  return Prisma.sql`${agent}${campaign}`;
}

/** From the counts that triggers keep where they answer it; else by looking at what the filter leaves. */
function countsOf({ sqlite, organisationId, filter }: Asked): Prisma.Sql {
  const { salesAgentId, campaignId } = filter;
  if (salesAgentId === null || campaignId === null) {
    const scope = salesAgentId ?? campaignId ?? "";
    return Prisma.sql`SELECT "status", "count" FROM "MediaBuyCount"
      WHERE "organisationId" = ${organisationId} AND "scopeId" = ${scope} AND "count" > 0`;
  }
  const off = Prisma.raw(sqlite ? "+" : "");
  return Prisma.sql`SELECT b."status", count(*) AS "count" FROM "MediaBuy" b WHERE b."campaignId" = ${campaignId}
    AND ${off}b."organisationId" = ${organisationId} AND ${off}b."salesAgentId" = ${salesAgentId} GROUP BY b."status"`;
}

function parsed<T>(json: string | null): readonly T[] {
  return json === null ? [] : (JSON.parse(json) as readonly T[]);
}
