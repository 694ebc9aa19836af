import type { Db, Tx } from "../db/client";
import { containing } from "../db/dialect";
import type { Prisma } from "../db/generated/client";
import { notFound } from "../domain/errors";
import type { Instant } from "../domain/time";
import type { Direction, ExchangeHead, StatusClass, StoredExchange } from "../domain/transcript/exchange";
import { instantOf } from "./row-instants";

export type NewExchange = StoredExchange & { readonly organisationId: string };

/** One insert, whatever their number; what they were for is filled up from our rows (a change knows its buy and its campaign). */
export async function insertExchanges(tx: Tx, exchanges: readonly NewExchange[]): Promise<void> {
  const changes = await tx.change.findMany({
    where: { id: { in: idsOf(exchanges.map((one) => one.changeId)) } },
    select: { id: true, organisationId: true, mediaBuyId: true, changeSet: { select: { campaignId: true } } },
  });
  const changeOf = new Map(changes.map((one) => [`${one.organisationId} ${one.id}`, one]));
  const buys = await tx.mediaBuy.findMany({
    where: { id: { in: idsOf([...exchanges, ...changes].map((one) => one.mediaBuyId)) } },
    select: { id: true, organisationId: true, campaignId: true },
  });
  const campaignOf = new Map(buys.map((one) => [`${one.organisationId} ${one.id}`, one.campaignId]));
  const data = exchanges.map((exchange) => {
    const { organisationId, requestHeaders, responseHeaders, at, ...columns } = exchange;
    const change = changeOf.get(`${organisationId} ${exchange.changeId}`);
    const mediaBuyId = exchange.mediaBuyId ?? change?.mediaBuyId ?? null;
    const campaignId =
      exchange.campaignId ?? change?.changeSet.campaignId ?? campaignOf.get(`${organisationId} ${mediaBuyId}`) ?? null;
    return {
      ...columns,
      organisationId,
      at: new Date(at),
      requestHeaders: JSON.stringify(requestHeaders),
      responseHeaders: JSON.stringify(responseHeaders),
      mediaBuyId,
      campaignId,
    };
  });
  await tx.exchange.createMany({ data });
}

function idsOf(ids: readonly (string | null)[]): string[] {
  return [...new Set(ids)].filter((id) => id !== null);
}

export type ExchangeFilter = {
  readonly salesAgentId?: string | null | undefined;
  readonly tool?: string | null | undefined;
  readonly direction?: Direction | null | undefined;
  readonly statusClass?: StatusClass | null | undefined;
  readonly mediaBuyId?: string | null | undefined;
  readonly campaignId?: string | null | undefined;
  readonly changeId?: string | null | undefined;
  readonly sellerCallId?: string | null | undefined;
  readonly replayOfId?: string | null | undefined;
  /** Anywhere in address, tool and bodies. */
  readonly text?: string | undefined;
  readonly from?: Instant | null | undefined;
  /** Exclusive. */
  readonly to?: Instant | null | undefined;
};

/** The last row of the page before, or how far a search has looked. */
export type ExchangeCursor = { readonly at: Instant; readonly id: string };
type Page = { readonly after: ExchangeCursor | null; readonly limit: number };
export type ExchangePage = { readonly rows: readonly ExchangeHead[]; readonly next: ExchangeCursor | null };

/** Bodies are read for this many rows of one page of a search, so that a word that is nowhere costs a bounded read. */
const searchedAtOnce = 5_000;

const newestFirst = [{ at: "desc" }, { id: "desc" }] satisfies Prisma.ExchangeOrderByWithRelationInput[];

/** Newest first. A page of a search may be short, or empty, and still have a next one. */
export async function listExchanges(
  db: Db | Tx,
  organisationId: string,
  filter: ExchangeFilter,
  { after, limit }: Page,
): Promise<ExchangePage> {
  const where = { organisationId, AND: [whereOf(filter), ...(after === null ? [] : [olderThan(after)])] };
  const text = filter.text ?? "";
  if (text === "") {
    const rows = await heads(db, where, limit + 1);
    return { rows: rows.slice(0, limit), next: rows.length > limit ? cursorOf(rows[limit - 1]) : null };
  }
  const [horizon] = await db.exchange.findMany({
    where,
    orderBy: newestFirst,
    skip: searchedAtOnce - 1,
    take: 1,
    select: { id: true, at: true },
  });
  const within = horizon ? [{ NOT: olderThan({ at: instantOf(horizon.at), id: horizon.id }) }] : [];
  const rows = await heads(db, { AND: [where, ...within, hasText(text)] }, limit + 1);
  if (rows.length > limit) return { rows: rows.slice(0, limit), next: cursorOf(rows[limit - 1]) };
  return { rows, next: horizon ? { at: instantOf(horizon.at), id: horizon.id } : null };
}

function cursorOf(row: ExchangeHead | undefined): ExchangeCursor | null {
  return row ? { at: row.at, id: row.id } : null;
}

function olderThan({ at, id }: ExchangeCursor): Prisma.ExchangeWhereInput {
  const time = new Date(at);
  return { at: { lte: time }, OR: [{ at: { lt: time } }, { id: { lt: id } }] };
}

function hasText(text: string): Prisma.ExchangeWhereInput {
  const contains = containing(text);
  return { OR: [{ tool: contains }, { url: contains }, { requestBody: contains }, { responseBody: contains }] };
}

const inClass: Record<StatusClass, Prisma.ExchangeWhereInput> = {
  ok: { status: { lt: 300 }, errorCode: null },
  redirect: { status: { gte: 300, lt: 400 } },
  refused: { OR: [{ status: { gte: 400, lt: 500 } }, { status: { lt: 300 }, errorCode: { not: null } }] },
  failed: { status: { gte: 500 } },
  none: { status: null },
};

function whereOf(filter: ExchangeFilter): Prisma.ExchangeWhereInput {
  const { statusClass, text: _, from, to, ...columns } = filter;
  const named = Object.entries(columns).filter(([, value]) => value !== null && value !== undefined);
  const at = { ...(from ? { gte: new Date(from) } : {}), ...(to ? { lt: new Date(to) } : {}) };
  return {
    ...Object.fromEntries(named),
    ...(from || to ? { at } : {}),
    ...(statusClass ? inClass[statusClass] : {}),
  };
}

const headColumns = {
  id: true,
  salesAgentId: true,
  at: true,
  direction: true,
  protocol: true,
  tool: true,
  method: true,
  url: true,
  status: true,
  milliseconds: true,
  errorCode: true,
  error: true,
  sellerCallId: true,
  attempt: true,
  changeId: true,
  mediaBuyId: true,
  campaignId: true,
  replayOfId: true,
} satisfies Prisma.ExchangeSelect;

type HeadRow = Prisma.ExchangeGetPayload<{ select: typeof headColumns }>;

async function heads(db: Db | Tx, where: Prisma.ExchangeWhereInput, take: number): Promise<readonly ExchangeHead[]> {
  const rows = await db.exchange.findMany({ where, orderBy: newestFirst, take, select: headColumns });
  return rows.map(toHead);
}

function toHead(row: HeadRow): ExchangeHead {
  return { ...row, at: instantOf(row.at), direction: row.direction === "in" ? "in" : "out" };
}

/** With headers and bodies. NOT_FOUND, also for another organisation's. */
export async function getExchange(db: Db | Tx, organisationId: string, id: string): Promise<StoredExchange> {
  const row = await db.exchange.findFirst({ where: { id, organisationId } });
  if (!row) throw notFound("The exchange");
  const { organisationId: _, requestHeaders, responseHeaders, ...columns } = row;
  return {
    ...columns,
    ...toHead(row),
    requestHeaders: JSON.parse(requestHeaders) as Record<string, string>,
    responseHeaders: JSON.parse(responseHeaders) as Record<string, string>,
  };
}

const mostRelated = 50;

/** The other sendings of the same call with the same tool, and what repeated this exchange or was repeated by it; oldest first. */
export async function relatedExchanges(
  db: Db | Tx,
  organisationId: string,
  exchange: ExchangeHead,
): Promise<readonly ExchangeHead[]> {
  const { id, sellerCallId, tool, replayOfId } = exchange;
  const OR: Prisma.ExchangeWhereInput[] = [{ replayOfId: id, tool }];
  if (sellerCallId !== null) OR.push({ sellerCallId, tool });
  if (replayOfId !== null) OR.push({ id: replayOfId });
  const rows = await db.exchange.findMany({
    where: { organisationId, id: { not: id }, OR },
    orderBy: [{ at: "asc" }, { id: "asc" }],
    take: mostRelated,
    select: headColumns,
  });
  return rows.map(toHead);
}

/** The tools that stored exchanges name, for the filter. */
export async function exchangeTools(db: Db | Tx, organisationId: string): Promise<readonly string[]> {
  const rows = await db.exchange.groupBy({
    by: ["tool"],
    where: { organisationId },
    orderBy: { tool: "asc" },
    take: 200,
  });
  return rows.map((row) => row.tool);
}

export type ExchangeSubjects = {
  readonly campaigns: ReadonlyMap<string, string>;
  readonly mediaBuys: ReadonlyMap<string, string>;
  readonly agents: ReadonlyMap<string, string>;
  /** Change → its change set. */
  readonly changes: ReadonlyMap<string, { readonly changeSetId: string; readonly title: string }>;
};

/** Names of what the exchanges were for. */
export async function exchangeSubjects(
  db: Db | Tx,
  organisationId: string,
  rows: readonly ExchangeHead[],
): Promise<ExchangeSubjects> {
  const where = (ids: readonly (string | null)[]) => ({ organisationId, id: { in: idsOf(ids) } });
  const select = { id: true, name: true };
  const [campaigns, mediaBuys, agents, changes] = await Promise.all([
    db.campaign.findMany({ where: where(rows.map((row) => row.campaignId)), select }),
    db.mediaBuy.findMany({ where: where(rows.map((row) => row.mediaBuyId)), select }),
    db.salesAgent.findMany({ where: where(rows.map((row) => row.salesAgentId)), select }),
    db.change.findMany({
      where: where(rows.map((row) => row.changeId)),
      select: { id: true, changeSetId: true, changeSet: { select: { title: true } } },
    }),
  ]);
  const byId = (named: readonly { readonly id: string; readonly name: string }[]) =>
    new Map(named.map((one) => [one.id, one.name]));
  return {
    campaigns: byId(campaigns),
    mediaBuys: byId(mediaBuys),
    agents: byId(agents),
    changes: new Map(
      changes.map(({ id, changeSetId, changeSet }) => [id, { changeSetId, title: changeSet.title }] as const),
    ),
  };
}

/** Deletes at most `most` of the organisation's exchanges older than `before`; how many went. */
export async function deleteExchanges(tx: Tx, organisationId: string, before: Instant, most: number): Promise<number> {
  const old = await tx.exchange.findMany({
    where: { organisationId, at: { lt: new Date(before) } },
    orderBy: { at: "asc" },
    take: most,
    select: { id: true },
  });
  if (old.length === 0) return 0;
  const { count } = await tx.exchange.deleteMany({ where: { id: { in: old.map((one) => one.id) } } });
  return count;
}

export async function transcriptDaysOf(db: Db | Tx, organisationId: string): Promise<number> {
  const row = await db.organisation.findUnique({ where: { id: organisationId }, select: { transcriptDays: true } });
  if (!row) throw notFound("The organisation");
  return row.transcriptDays;
}

export async function saveTranscriptDays(tx: Tx, organisationId: string, days: number): Promise<void> {
  await tx.organisation.update({ where: { id: organisationId }, data: { transcriptDays: days } });
}
