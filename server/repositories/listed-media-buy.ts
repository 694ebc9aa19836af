import { Prisma } from "../db/generated/client";

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

// Amounts go as text: JSON's numbers end at 2^53.
/** The cells of `page`, in the order of `ListedCells`. */
const listedTexts = Prisma.raw(`page."id", page."name", page."status", page."sellerStatus",
  page."salesAgentId", (SELECT a."name" FROM "SalesAgent" a WHERE a."id" = page."salesAgentId" AND a."organisationId" = page."organisationId"),
  page."campaignId", (SELECT c."name" FROM "Campaign" c WHERE c."id" = page."campaignId" AND c."organisationId" = page."organisationId"),
  (SELECT c."timeZone" FROM "Campaign" c WHERE c."id" = page."campaignId" AND c."organisationId" = page."organisationId"),
  page."poNumber", page."currency", CAST(page."totalMicros" AS TEXT), CAST(page."spendMicros" AS TEXT), CAST(page."impressions" AS TEXT),
  page."startAt", page."endAt", page."blockedBy", page."sandbox", page."seenAt", page."deliveryAt", page."updatedAt"`);

/** What `page` is made of. */
export const listedColumns = Prisma.raw(
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
type ListedCells = readonly [
  ...[id: string, name: string, status: string, sellerStatus: Text],
  ...[salesAgentId: string, salesAgent: Text, campaignId: string, campaign: Text, timeZone: Text],
  ...[poNumber: string, currency: string, totalMicros: string, spendMicros: string, impressions: string],
  ...[startAt: Text, endAt: Text, blockedBy: Text, sandbox: boolean | number, seenAt: Text, deliveryAt: Text],
  updatedAt: string,
];

function toListed(cells: ListedCells): ListedMediaBuy {
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

function dateOrNull(text: Text): Date | null {
  return text === null ? null : new Date(text);
}

/** The rows of `page` as one JSON text, in a column `rows` of one row: each row through Prisma costs as much as finding it (docs/decisions/0015). */
export function listedAsText(sqlite: boolean, page: Prisma.Sql): Prisma.Sql {
  const array = Prisma.raw(sqlite ? "json_array" : "json_build_array");
  const all = Prisma.raw(sqlite ? "json_group_array" : "json_agg");
  return Prisma.sql`SELECT CAST(${all}(${array}(${listedTexts})) AS TEXT) AS "rows" FROM (${page}) page`;
}

/** What `listedAsText` wrote. */
export function listedIn(text: string | null): readonly ListedMediaBuy[] {
  return text === null ? [] : (JSON.parse(text) as readonly ListedCells[]).map(toListed);
}
