import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, inWriteTransaction } from "./client";
import { pathOfDatabase } from "./sqlite-file";
import { type TestDatabase, testDatabase } from "./test-database";
import { note, notes } from "./test-rows";

let database: TestDatabase;
let db: Db;
let other: Database.Database;

beforeEach(async () => {
  database = await testDatabase({ busyTimeoutMs: 50 });
  db = database.db;
  await note(db, "first");
  other = new Database(pathOfDatabase(database.url), { timeout: 50 });
});
afterEach(async () => {
  other.close();
  await database.dispose();
});

/** What is durable: another connection sees committed rows only. */
const committed = (key: string) => other.prepare("SELECT 1 FROM RateLimit WHERE key = ?").get(key) !== undefined;

test("nobody hears that a write is done before it is committed, however many share the commit", async () => {
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}`);
  const heard = await Promise.all(
    keys.map(async (key, index) => {
      if (index % 2 === 0) await note(db, key);
      else await inWriteTransaction(db, (tx) => note(tx, key));
      return committed(key);
    }),
  );
  expect(heard).toEqual(keys.map(() => true));
});

test("writers that queue up share commits", async () => {
  const seen = new Set<unknown>();
  await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      await inWriteTransaction(db, (tx) => note(tx, `s${index}`));
      seen.add(other.pragma("data_version", { simple: true }));
    }),
  );
  expect(seen.size).toBeLessThan(20);
});

test("one that fails takes back its own writes only", async () => {
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      inWriteTransaction(db, async (tx) => {
        await note(tx, `f${index}`);
        if (index % 3 === 0) throw new Error("no");
      }),
    ),
  );
  const kept = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [`f${index}`] : []));
  expect(kept).toHaveLength(20);
  expect(await notes(db)).toEqual(new Set(["first", ...kept]));
});

test("when the disk is full nobody of the group is told that it is done, and the next may write", async () => {
  const pages = Number(other.pragma("page_count", { simple: true }));
  await db.$queryRawUnsafe(`PRAGMA max_page_count = ${pages + 2}`);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 10 }, (_, index) =>
      inWriteTransaction(db, async (tx) => {
        await note(tx, `d${index}`);
        if (index === 5)
          await tx.brand.create({
            data: { id: "b", organisationId: "o", name: "z".repeat(500_000), domain: "d", createdAt: new Date(0) },
          });
      }),
    ),
  );
  const told = outcomes.flatMap(({ status }, index) => (status === "fulfilled" ? [`d${index}`] : []));
  expect(outcomes[5]?.status).toBe("rejected");
  await db.$queryRawUnsafe("PRAGMA max_page_count = 1000000");
  await note(db, "after");
  expect(await notes(db)).toEqual(new Set(["first", ...told, "after"]));
});
