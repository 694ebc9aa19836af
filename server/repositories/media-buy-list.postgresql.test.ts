import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { postgresqlPlans } from "../db/test-postgresql-plan";
import { type MediaBuyFilter, readMediaBuyPage } from "./media-buy-list";
import { isReadInOrder, listAsks } from "./test-list-asks";

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

test.each(choices)("every list is found by an index, and in its order where it has one: %o", async (choice) => {
  const [ordered, sorted] = [new Set<string>(), new Set<string>()];
  for (const ask of listAsks) {
    const asked: MediaBuyFilter = { ...ask, ...choice };
    const statements = await database.statementsOf(() => readMediaBuyPage(database.db, "o", asked));
    for (const sql of statements) (isReadInOrder(asked, choice) ? ordered : sorted).add(sql);
  }
  const plans = await postgresqlPlans(database.url, ordered);
  expect(plans.flatMap(({ sql, sorts }) => sorts.map((sort) => `${sort}: ${sql}`))).toEqual([]);
  const all = [...plans, ...(await postgresqlPlans(database.url, sorted))];
  expect(all.flatMap(({ sql, scans }) => scans.map((table) => `${table}: ${sql}`))).toEqual([]);
});
