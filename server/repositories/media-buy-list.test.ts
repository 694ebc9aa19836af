import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Prisma } from "../db/generated/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { testServer } from "../db/test-postgresql";
import { queryPlans, scans } from "../db/test-query-plan";
import type { MediaBuyStatus } from "../domain/media-buy/status";
import type { ListedMediaBuy } from "./listed-media-buy";
import { type MediaBuyFilter, readMediaBuyPage } from "./media-buy-list";
import { isReadInOrder, listAsks } from "./test-list-asks";

const organisationId = "o";
const statuses: readonly MediaBuyStatus[] = ["ACTIVE", "PAUSED", "DRAFT", "ARCHIVED"];
const names = ["Spring", "Autumn 50%", "a_b", 'Quote " and \\ slash', "Ümläut 😀", "spring again"];
const start = Date.UTC(2026, 0, 1);

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const at = new Date(start);
  const common = { currency: "EUR", createdAt: at };
  for (const id of ["o", "other"]) await db.organisation.create({ data: { ...common, id, name: id } });
  const campaign = (id: string) => ({ ...common, id, organisationId, name: names.at(-id.length) ?? id, buyerRef: id });
  const plan = { timeZone: "Europe/Vienna", createdById: "u", updatedAt: at };
  await db.campaign.createMany({ data: ["c", "cc", "ccc"].map((id) => ({ ...campaign(id), ...plan })) });
  const agent = { ...common, organisationId, url: "https://a.example", protocol: "mcp" };
  const { currency: _, ...seller } = agent;
  await db.salesAgent.createMany({ data: ["a", "aa"].map((id) => ({ ...seller, id, name: `Seller ${id}` })) });
  await db.mediaBuy.createMany({ data: Array.from({ length: 240 }, (_, index) => mediaBuy(index)) });
});
afterAll(() => database.dispose());

/** Ties in every sort, unknown ends, amounts past 2^53, and some of another organisation. */
function mediaBuy(index: number) {
  const pick = <T>(of: readonly T[], by: number) => of[(index * by) % of.length] as T;
  return {
    id: `b-${(index * 7919) % 1_000}`,
    organisationId: index % 11 === 0 ? "other" : organisationId,
    campaignId: pick(["c", "cc", "ccc"], 5),
    salesAgentId: pick(["a", "aa"], 3),
    sellerMediaBuyId: index % 4 === 0 ? `seller-${index}` : null,
    currency: "EUR",
    name: pick(names, 13),
    poNumber: index % 3 === 0 ? `PO ${index}%` : "",
    status: pick(statuses, 17),
    sellerStatus: index % 2 === 0 ? "active" : null,
    startAt: index % 5 === 0 ? null : new Date(start + index),
    endAt: index % 3 === 0 ? null : new Date(start + (index % 9) * 86_400_000),
    totalMicros: index % 6 === 0 ? 9_007_199_254_740_993n + BigInt(index % 4) : BigInt(index % 8) * 1_000_000n,
    spendMicros: BigInt(index),
    blockedBy: index % 10 === 0 ? '{"by":"seller"}' : null,
    sandbox: index % 2 === 0,
    seenAt: index % 2 === 0 ? new Date(start + index) : null,
    createdAt: new Date(start),
    updatedAt: new Date(start + (index % 12) * 1_000),
  };
}

const filters = fc.record({
  status: fc.subarray([...statuses]),
  salesAgentId: fc.constantFrom(null, "a", "aa"),
  campaignId: fc.constantFrom(null, "c", "cc"),
  text: fc.constantFrom("", "", "spring", "50%", "a_b", "\\", "seller-1", "PO 3", "s", "a", "%", '" a', "ü"),
  sort: fc.constantFrom("updatedAt" as const, "name" as const, "endAt" as const, "totalMicros" as const),
  descending: fc.boolean(),
  limit: fc.integer({ min: 1, max: 90 }),
});

describe("the list of media buys", () => {
  test("has the rows, names and counts that Prisma finds, page after page, whatever is asked for", async () => {
    const found = new Map<string, ListedMediaBuy>();
    for (const row of await byPrisma()) found.set(row.id, row);
    await fc.assert(
      fc.asyncProperty(filters, fc.constantFrom(undefined, 3), async (filter, most) => {
        const expected = inMemory([...found.values()], await sellerIds(), filter);
        const { rows, counts } = await allPages(filter, most);
        expect(rows).toEqual(expected.rows);
        // A text that more than `most` have is read in order, and not counted.
        if (counts === null) expect(filter.text).not.toBe("");
        else expect(Object.fromEntries(counts.map(({ status, count }) => [status, count]))).toEqual(expected.counts);
      }),
      { numRuns: 60 },
    );
  });

  test("is one statement, and another organisation's is empty", async () => {
    const filter = {
      status: [],
      salesAgentId: null,
      campaignId: null,
      text: "",
      sort: "updatedAt",
      descending: true,
    } as const;
    const ask = (whose: string) => readMediaBuyPage(database.db, whose, { ...filter, after: null, limit: 50 });
    expect(await database.statementsOf(() => ask(organisationId))).toHaveLength(1);
    expect(await ask("nobody")).toEqual({ rows: [], counts: [] });
  });
});

/** What can be chosen, one by one and together, and the page after. */
const choices: readonly Partial<MediaBuyFilter>[] = [
  {},
  { status: ["ACTIVE"] },
  { status: ["ACTIVE", "PAUSED"] },
  { salesAgentId: "a" },
  { campaignId: "c" },
  { status: ["ACTIVE"], salesAgentId: "a", campaignId: "c" },
  { text: "spring" },
  { text: "spring", status: ["ACTIVE"] },
];

// Which index PostgreSQL takes depends on how many rows there are.
test.each(testServer ? [] : choices)("every list is found by an index: %o", async (choice) => {
  for (const ask of listAsks) {
    const asked: MediaBuyFilter = { ...ask, ...choice };
    const statements = await database.statementsOf(() => readMediaBuyPage(database.db, organisationId, asked));
    const plans = queryPlans(database.url, statements);
    expect(scans(plans)).toEqual([]);
    const sorting = plans.flatMap(({ steps }) => steps).filter((step) => /TEMP B-TREE FOR .*ORDER BY/.test(step));
    if (isReadInOrder(asked, choice)) expect(sorting, JSON.stringify(asked)).toEqual([]);
  }
});

type Asked = Omit<MediaBuyFilter, "after">;

async function allPages(filter: Asked, most?: number) {
  const rows: ListedMediaBuy[] = [];
  for (let after: MediaBuyFilter["after"] = null; ; ) {
    const page = await readMediaBuyPage(database.db, organisationId, { ...filter, after }, most);
    rows.push(...page.rows.slice(0, filter.limit));
    const last = rows.at(-1);
    if (page.rows.length <= filter.limit || !last) return { rows, counts: page.counts };
    const value = last[filter.sort];
    after = { value: value instanceof Date ? value.toISOString() : (value?.toString() ?? null), id: last.id };
  }
}

const listed = {
  ...{ id: true, name: true, status: true, sellerStatus: true, salesAgentId: true, campaignId: true, poNumber: true },
  ...{ currency: true, totalMicros: true, spendMicros: true, impressions: true, startAt: true, endAt: true },
  ...{ blockedBy: true, sandbox: true, seenAt: true, deliveryAt: true, updatedAt: true },
} satisfies Prisma.MediaBuySelect;

async function byPrisma(): Promise<readonly ListedMediaBuy[]> {
  const { db } = database;
  const agents = new Map((await db.salesAgent.findMany()).map((row) => [row.id, row.name]));
  const campaigns = new Map((await db.campaign.findMany()).map((row) => [row.id, row]));
  const rows = await db.mediaBuy.findMany({ where: { organisationId }, select: listed });
  return rows.map((row) => {
    const { name = null, timeZone = null } = campaigns.get(row.campaignId) ?? {};
    return { ...row, salesAgent: agents.get(row.salesAgentId) ?? null, campaign: name, timeZone };
  });
}

async function sellerIds(): Promise<ReadonlyMap<string, string | null>> {
  const rows = await database.db.mediaBuy.findMany({ select: { id: true, sellerMediaBuyId: true } });
  return new Map(rows.map((row) => [row.id, row.sellerMediaBuyId]));
}

function inMemory(all: readonly ListedMediaBuy[], sellerIdOf: ReadonlyMap<string, string | null>, filter: Asked) {
  // Short texts begin words; of letters in either case only ASCII's are the same.
  const folded = (text: string) => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  const wanted = folded(filter.text.length < 3 && filter.text !== "" ? ` ${filter.text}` : filter.text);
  const contains = (text: string | null | undefined) => folded(` ${text ?? ""}`).includes(wanted);
  const filtered = all.filter(
    (row) =>
      (filter.salesAgentId === null || row.salesAgentId === filter.salesAgentId) &&
      (filter.campaignId === null || row.campaignId === filter.campaignId) &&
      [row.name, row.poNumber, row.campaign, sellerIdOf.get(row.id)].some(contains),
  );
  const counts: Record<string, number> = {};
  for (const { status } of filtered) counts[status] = (counts[status] ?? 0) + 1;
  const shown = filtered.filter(({ status }) =>
    filter.status.length === 0 ? status !== "ARCHIVED" : filter.status.some((one) => one === status),
  );
  const sign = filter.descending ? -1 : 1;
  const rows = shown.sort(
    (one, other) => sign * (compare(one[filter.sort], other[filter.sort]) || compare(one.id, other.id)),
  );
  return { rows, counts };
}

/** Nothing comes before anything; text by its code points. */
function compare<T extends string | bigint | Date | null>(one: T, other: T): number {
  if (one === null || other === null) return Number(one !== null) - Number(other !== null);
  if (one < other) return -1;
  return one > other ? 1 : 0;
}
