import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, inWriteTransaction } from "./client";
import { pathOfDatabase } from "./sqlite-file";
import { type TestDatabase, testDatabase } from "./test-database";
import { edit, givenCampaigns, note, notes } from "./test-rows";

let database: TestDatabase;
let db: Db;
let otherProcess: Database.Database;

beforeEach(async () => {
  database = await testDatabase({ busyTimeoutMs: 50, synchronous: "FULL" });
  db = database.db;
  await givenCampaigns(db, 1);
  otherProcess = new Database(pathOfDatabase(database.url), { timeout: 50 });
});
afterEach(async () => {
  otherProcess.close();
  await database.dispose();
});

async function expectToWork(revision: number) {
  for (const key of ["after-1", "after-2", "after-3"]) await inWriteTransaction(db, (tx) => edit(tx, "c0", key));
  await note(db, "plain");
  const seen = otherProcess.prepare("SELECT key FROM RateLimit WHERE key LIKE 'after%' OR key = 'plain'").all();
  expect(seen).toHaveLength(4);
  expect(otherProcess.prepare("UPDATE Campaign SET name = 'other' WHERE id = 'c0'").run().changes).toBe(1);
  const campaign = await db.campaign.findUniqueOrThrow({ where: { id: "c0" } });
  expect(campaign).toMatchObject({ revision: revision + 3, name: "other" });
}

test("recovers after another process held the write lock for too long", async () => {
  otherProcess.exec("BEGIN IMMEDIATE");
  await expect(inWriteTransaction(db, (tx) => edit(tx, "c0", "blocked"))).rejects.toThrow();
  await expect(note(db, "blocked")).rejects.toThrow();
  otherProcess.exec("ROLLBACK");
  await expectToWork(1);
});

test("is not disturbed by a reader of another process that never ends", async () => {
  otherProcess.exec("BEGIN");
  otherProcess.prepare("SELECT count(*) FROM Campaign").get();
  await inWriteTransaction(db, (tx) => edit(tx, "c0", "beside-reader"));
  otherProcess.exec("ROLLBACK");
  await expectToWork(2);
});

test("recovers after the disk was full, keeping nothing of the transaction that failed", async () => {
  const pages = Number(otherProcess.pragma("page_count", { simple: true }));
  await db.$queryRawUnsafe(`PRAGMA max_page_count = ${pages + 2}`);
  const tooMuch = inWriteTransaction(db, async (tx) => {
    await edit(tx, "c0", "too-much");
    await tx.campaign.update({ where: { id: "c0" }, data: { brief: "z".repeat(500_000) } });
  });
  await expect(tooMuch).rejects.toThrow(/full/);
  expect(await notes(db)).toEqual(new Set());
  await db.$queryRawUnsafe("PRAGMA max_page_count = 1000000");
  await expectToWork(1);
});

test("gives the lock back when a transaction waited longer than it may", async () => {
  let mayEnd = () => {};
  const holds = inWriteTransaction(db, async () => {
    await new Promise<void>((resolve) => {
      mayEnd = resolve;
    });
  });
  await expect(db.$transaction(async (tx) => note(tx, "late"), { maxWait: 20 })).rejects.toThrow(/start a transaction/);
  mayEnd();
  await holds;
  await expectToWork(1);
});

test("gives the lock back when a transaction ran longer than it may", async () => {
  const slow = db.$transaction(
    async (tx) => {
      await note(tx, "slow");
      for (;;) {
        await new Promise((resolve) => setImmediate(resolve));
        await tx.rateLimit.count();
      }
    },
    { timeout: 30 },
  );
  await expect(slow).rejects.toThrow(/expired/);
  expect(await notes(db)).toEqual(new Set());
  await expectToWork(1);
});

test("a statement after the end of its transaction is refused, not run outside it", async () => {
  const leaked = await inWriteTransaction(db, async (tx) => tx);
  await expect(note(leaked, "leaked")).rejects.toThrow();
  expect(await notes(db)).toEqual(new Set());
});

test("opens every file in WAL mode, fully durable, with foreign keys", async () => {
  const pragma = async (name: string) => Object.values((await db.$queryRawUnsafe<object[]>(`PRAGMA ${name}`))[0] ?? {});
  expect(await pragma("journal_mode")).toEqual(["wal"]);
  // Not FULL (2): the log is brought to the disk beside the event loop, before a commit is told (wal-sync.test.ts, write-group.test.ts).
  expect((await pragma("synchronous")).map(Number)).toEqual([1]);
  expect((await pragma("foreign_keys")).map(Number)).toEqual([1]);
});
