import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, inWriteTransaction } from "./client";
import { type TestDatabase, testDatabase } from "./test-database";
import { edit, givenCampaigns, note, notes } from "./test-rows";

let database: TestDatabase;
let db: Db;
let otherProcess: pg.Client;

beforeEach(async () => {
  database = await testDatabase();
  db = database.db;
  await givenCampaigns(db, 1);
  otherProcess = new pg.Client(database.url);
  await otherProcess.connect();
});
afterEach(async () => {
  await otherProcess.end();
  await database.dispose();
});

async function expectToWork(revision: number) {
  for (const key of ["after-1", "after-2", "after-3"]) await inWriteTransaction(db, (tx) => edit(tx, "c0", key));
  const campaign = await db.campaign.findUniqueOrThrow({ where: { id: "c0" } });
  expect(campaign).toMatchObject({ revision: revision + 3, name: "after-3" });
}

test("a transaction in which a statement failed does not commit, also when the failure was caught", async () => {
  await note(db, "taken");
  const ended = inWriteTransaction(db, async (tx) => {
    await note(tx, "lost");
    await note(tx, "taken").catch(() => undefined);
  });
  await expect(ended).rejects.toThrow();
  expect(await notes(db)).toEqual(new Set(["taken"]));
  await expectToWork(1);
});

test("a writer that waits too long is refused, and reads do not wait at all", async () => {
  let mayEnd = () => {};
  let holds: Promise<void> = Promise.resolve();
  await new Promise<void>((begun) => {
    holds = inWriteTransaction(db, async () => {
      await new Promise<void>((resolve) => {
        mayEnd = resolve;
        begun();
      });
    });
  });
  const waiting = Array.from({ length: 30 }, (_, index) =>
    db.$transaction((tx) => note(tx, `late-${index}`), { maxWait: 200 }).catch((error: unknown) => String(error)),
  );
  expect(await Promise.all(Array.from({ length: 30 }, () => db.campaign.count()))).toEqual(Array(30).fill(1));
  expect((await Promise.all(waiting)).every((answer) => answer.includes("start a transaction"))).toBe(true);
  mayEnd();
  await holds;
  expect(await notes(db)).toEqual(new Set());
  await expectToWork(1);
});

test("what a connection wrote before it was lost is gone, and the next one works", async () => {
  const lost = inWriteTransaction(db, async (tx) => {
    await note(tx, "lost");
    await otherProcess.query(`
      SELECT pg_terminate_backend("pid") FROM pg_stat_activity JOIN pg_locks USING ("pid")
      WHERE "locktype" = 'advisory' AND "datname" = current_database()`);
    await note(tx, "after");
  });
  await expect(lost).rejects.toThrow();
  expect(await notes(db)).toEqual(new Set());
  await expectToWork(1);
});

test("a statement after the end of its transaction is refused, not run outside it", async () => {
  const leaked = await inWriteTransaction(db, async (tx) => tx);
  await expect(note(leaked, "leaked")).rejects.toThrow();
  expect(await notes(db)).toEqual(new Set());
});

test("instants are stored as what they are, in whatever zone somebody looks at them", async () => {
  await otherProcess.query("SET TIME ZONE 'Asia/Kathmandu'");
  const { rows } = await otherProcess.query(`SELECT "createdAt", "createdAt"::text AS words FROM "Organisation"`);
  expect(rows).toEqual([{ createdAt: new Date("2026-03-01T00:00:00Z"), words: "2026-03-01 05:45:00+05:45" }]);
  await otherProcess.query(`UPDATE "Organisation" SET "createdAt" = '2026-03-01 06:00:00.123'`);
  const organisation = await db.organisation.findUniqueOrThrow({ where: { id: "o" } });
  expect(organisation.createdAt.toISOString()).toBe("2026-03-01T00:15:00.123Z");
  expect(await db.organisation.count({ where: { createdAt: { lte: organisation.createdAt } } })).toBe(1);
});

test("a search takes either case of a letter for the same, and signs for themselves", async () => {
  await db.campaign.update({ where: { id: "c0" }, data: { name: "Spring 50% off" } });
  const found = (name: string) => db.campaign.count({ where: { name: { contains: name } } });
  expect(await Promise.all(["SPRING", "50% OFF", "g 5", "summer"].map(found))).toEqual([1, 1, 1, 0]);
});
