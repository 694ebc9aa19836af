import type { Db } from "../db/client";
import { dialectOf } from "../db/dialect";
import { Prisma } from "../db/generated/client";
import type { MediaBuyStatus } from "../domain/media-buy/status";
import { type MediaBuyCursor, type MediaBuySort, pageArms } from "./media-buy-pages";

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

export type ListedMediaBuy = {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly sellerStatus: string | null;
  readonly salesAgentId: string;
  /** null: the row is gone. */
  readonly salesAgent: string | null;
  readonly campaignId: string;
  readonly campaign: string | null;
  readonly timeZone: string | null;
  readonly poNumber: string;
  readonly currency: string;
  readonly totalMicros: bigint;
  readonly spendMicros: bigint;
  readonly impressions: bigint;
  readonly startAt: Date | null;
  readonly endAt: Date | null;
  readonly blockedBy: string | null;
  readonly sandbox: boolean;
  readonly seenAt: Date | null;
  readonly deliveryAt: Date | null;
  readonly updatedAt: Date;
};

export type MediaBuyPage = {
  /** `limit` rows and one more when there are more. */
  readonly rows: readonly ListedMediaBuy[];
  /** How many there are of each status under the same filter, the status itself left out. */
  readonly counts: readonly { readonly status: string; readonly count: number }[];
};

/**
 * One page with its names and counts, in one statement. It is the list that people look at all day: the database makes one JSON text of it,
 * because each row that comes back through Prisma costs as much as finding it did (docs/decisions/0015).
 */
export async function readMediaBuyPage(db: Db, organisationId: string, filter: MediaBuyFilter): Promise<MediaBuyPage> {
  const sqlite = dialectOf(db) === "sqlite";
  const array = Prisma.raw(sqlite ? "json_array" : "json_build_array");
  const all = Prisma.raw(sqlite ? "json_group_array" : "json_agg");
  const [found] = await db.$queryRaw<
    readonly [{ readonly rows: string | null; readonly counts: string | null }]
  >(Prisma.sql`
    SELECT
      (SELECT CAST(${all}(${array}(${columns})) AS TEXT) FROM (${pageOf(sqlite, organisationId, filter)}) page) AS "rows",
      (SELECT CAST(${all}(${array}(tally."status", tally."count")) AS TEXT) FROM (${countsOf(organisationId, filter)}) tally) AS "counts"`);
  const counts = parsed<readonly [string, number]>(found.counts).map(([status, count]) => ({ status, count }));
  return {
    rows: parsed<Cells>(found.rows).map(toRow),
    counts: counts.sort((one, other) => (one.status < other.status ? -1 : 1)),
  };
}

// Amounts go as text: JSON's numbers end at 2^53.
const columns = Prisma.raw(`page."id", page."name", page."status", page."sellerStatus",
  page."salesAgentId", (SELECT a."name" FROM "SalesAgent" a WHERE a."id" = page."salesAgentId" AND a."organisationId" = page."organisationId"),
  page."campaignId", (SELECT c."name" FROM "Campaign" c WHERE c."id" = page."campaignId" AND c."organisationId" = page."organisationId"),
  (SELECT c."timeZone" FROM "Campaign" c WHERE c."id" = page."campaignId" AND c."organisationId" = page."organisationId"),
  page."poNumber", page."currency", CAST(page."totalMicros" AS TEXT), CAST(page."spendMicros" AS TEXT), CAST(page."impressions" AS TEXT),
  page."startAt", page."endAt", page."blockedBy", page."sandbox", page."seenAt", page."deliveryAt", page."updatedAt"`);

const picked = Prisma.raw(
  [
    ...["id", "organisationId", "name", "status", "sellerStatus", "salesAgentId", "campaignId", "poNumber", "currency"],
    ...[
      "totalMicros",
      "spendMicros",
      "impressions",
      "startAt",
      "endAt",
      "blockedBy",
      "sandbox",
      "seenAt",
      "deliveryAt",
    ],
    "updatedAt",
  ]
    .map((name) => `b."${name}"`)
    .join(", "),
);

type Text = string | null;
/** In the order of `columns`. */
type Cells = readonly [
  ...[id: string, name: string, status: string, sellerStatus: Text],
  ...[salesAgentId: string, salesAgent: Text, campaignId: string, campaign: Text, timeZone: Text],
  ...[poNumber: string, currency: string, totalMicros: string, spendMicros: string, impressions: string],
  ...[startAt: Text, endAt: Text, blockedBy: Text, sandbox: boolean | number, seenAt: Text, deliveryAt: Text],
  updatedAt: string,
];

function toRow(cells: Cells): ListedMediaBuy {
  return {
    id: cells[0],
    name: cells[1],
    status: cells[2],
    sellerStatus: cells[3],
    salesAgentId: cells[4],
    salesAgent: cells[5],
    campaignId: cells[6],
    campaign: cells[7],
    timeZone: cells[8],
    poNumber: cells[9],
    currency: cells[10],
    totalMicros: BigInt(cells[11]),
    spendMicros: BigInt(cells[12]),
    impressions: BigInt(cells[13]),
    startAt: dateOrNull(cells[14]),
    endAt: dateOrNull(cells[15]),
    blockedBy: cells[16],
    sandbox: Boolean(cells[17]),
    seenAt: dateOrNull(cells[18]),
    deliveryAt: dateOrNull(cells[19]),
    updatedAt: new Date(cells[20]),
  };
}

function parsed<T>(json: string | null): readonly T[] {
  return json === null ? [] : (JSON.parse(json) as readonly T[]);
}

function dateOrNull(text: Text): Date | null {
  return text === null ? null : new Date(text);
}

/**
 * The rows of a page in order. Every condition that an index can answer by itself gets an arm of its own (one status, the rows beyond the
 * cursor, those without an end), each in the order asked for: the database merges the arms and stops at the limit, however many rows there are.
 */
function pageOf(sqlite: boolean, organisationId: string, filter: MediaBuyFilter): Prisma.Sql {
  const { sort, descending, after, limit } = filter;
  const arms = pageArms(sort, descending, after).flatMap((beyond) =>
    statusArms(filter).map(
      (status) =>
        Prisma.sql`SELECT ${picked} FROM "MediaBuy" b WHERE b."organisationId" = ${organisationId} AND ${status}${narrowed(organisationId, filter)}${beyond}`,
    ),
  );
  const direction = descending ? "DESC" : "ASC";
  // As SQLite has it by itself: what has no end comes first when the earliest does.
  const nulls = sqlite || sort !== "endAt" ? "" : descending ? " NULLS LAST" : " NULLS FIRST";
  const order = Prisma.raw(`ORDER BY "${sort}" ${direction}${nulls}, "id" ${direction}`);
  const [only] = arms;
  if (only && arms.length === 1) return Prisma.sql`${only} ${order} LIMIT ${limit + 1}`;
  // SQLite stops each arm by itself; PostgreSQL stops those that say where.
  const ended = sqlite ? arms : arms.map((arm) => Prisma.sql`(${arm} ${order} LIMIT ${limit + 1})`);
  return Prisma.sql`${Prisma.join(ended, " UNION ALL ")} ${order} LIMIT ${limit + 1}`;
}

/** Archived buys are shown only when asked for. */
function statusArms({ status, sort }: MediaBuyFilter): readonly Prisma.Sql[] {
  if (status.length === 0) return [Prisma.sql`b."status" <> 'ARCHIVED'`];
  const chosen = [...new Set(status)];
  // Only the usual order has an index by status; for another one the rows are looked through in that order.
  if (sort === "updatedAt") return chosen.map((one) => Prisma.sql`b."status" = ${one}`);
  return [Prisma.sql`b."status" IN (${Prisma.join(chosen)})`];
}

function narrowed(organisationId: string, { salesAgentId, campaignId, text }: MediaBuyFilter): Prisma.Sql {
  const agent = salesAgentId === null ? Prisma.empty : Prisma.sql` AND b."salesAgentId" = ${salesAgentId}`;
  const campaign = campaignId === null ? Prisma.empty : Prisma.sql` AND b."campaignId" = ${campaignId}`;
  if (text === "") return Prisma.sql`${agent}${campaign}`;
  const like = Prisma.sql`LIKE ${`%${text.replaceAll(/[\\%_]/g, "\\$&")}%`} ESCAPE '\\'`;
  // The campaigns are looked up once: nothing in there is of the row at hand.
  return Prisma.sql`${agent}${campaign} AND (b."name" ${like} OR b."poNumber" ${like} OR b."sellerMediaBuyId" ${like}
    OR b."campaignId" IN (SELECT c."id" FROM "Campaign" c WHERE c."organisationId" = ${organisationId} AND c."name" ${like}))`;
}

/** From the counts that triggers keep where they answer it; else by looking at what the filter leaves. */
function countsOf(organisationId: string, filter: MediaBuyFilter): Prisma.Sql {
  const { salesAgentId, campaignId, text } = filter;
  if (text === "" && (salesAgentId === null || campaignId === null)) {
    const scope = salesAgentId ?? campaignId ?? "";
    return Prisma.sql`SELECT "status", "count" FROM "MediaBuyCount"
      WHERE "organisationId" = ${organisationId} AND "scopeId" = ${scope} AND "count" > 0`;
  }
  return Prisma.sql`SELECT b."status", count(*) AS "count" FROM "MediaBuy" b
    WHERE b."organisationId" = ${organisationId}${narrowed(organisationId, filter)} GROUP BY b."status"`;
}
