import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { postgresqlPlans } from "../db/test-postgresql-plan";
import { type MediaBuyFilter, readMediaBuyPage } from "./media-buy-list";

/** Every choice, order and cursor of the list, as PostgreSQL would find it. */
let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.dispose());

const choices: readonly Partial<MediaBuyFilter>[] = [
  {},
  { status: ["ACTIVE"] },
  { salesAgentId: "a" },
  { campaignId: "c" },
  { status: ["ACTIVE"], salesAgentId: "a", campaignId: "c" },
  { text: "spring", status: ["ACTIVE"] },
];
const cursors = {
  updatedAt: ["2026-01-01T00:00:00.000Z"],
  name: ["a"],
  endAt: ["2026-01-01T00:00:00.000Z", null],
  totalMicros: ["1"],
} as const;
const everything = { status: [], salesAgentId: null, campaignId: null, text: "", limit: 50 };
const asks = (Object.keys(cursors) as (keyof typeof cursors)[]).flatMap((sort) =>
  [null, ...cursors[sort].map((value) => ({ value, id: "b" }))].flatMap((after) =>
    [true, false].map((descending) => ({ ...everything, sort, descending, after })),
  ),
);

test.each(choices)("every list is found by an index, and in its order where it has one: %o", async (choice) => {
  const [ordered, sorted] = [new Set<string>(), new Set<string>()];
  for (const ask of asks) {
    const asked: MediaBuyFilter = { ...ask, ...choice };
    const statements = await database.statementsOf(() => readMediaBuyPage(database.db, "o", asked));
    // Any other order under a filter is found by the filter's index, and sorted.
    const inOrder =
      asked.text === "" && asked.campaignId === null && (asked.sort === "updatedAt" || choice === choices[0]);
    for (const sql of statements) (inOrder ? ordered : sorted).add(sql);
  }
  const plans = await postgresqlPlans(database.url, ordered);
  expect(plans.flatMap(({ sql, sorts }) => sorts.map((sort) => `${sort}: ${sql}`))).toEqual([]);
  const all = [...plans, ...(await postgresqlPlans(database.url, sorted))];
  expect(all.flatMap(({ sql, scans }) => scans.map((table) => `${table}: ${sql}`))).toEqual([]);
});
