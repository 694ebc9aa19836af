import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Db, inWriteTransaction } from "./client";
import { pathOfDatabase } from "./sqlite-file";
import { type TestDatabase, testDatabase } from "./test-database";
import { note, notes } from "./test-rows";
import { WriteGroup } from "./write-group";

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

test("nobody hears that a write is done before the disk has it, and the next is not kept waiting for that", async () => {
  const said: string[] = [];
  const disk: (() => void)[] = [];
  const group = new WriteGroup({
    run: async (sql) => said.push(sql),
    inTransaction: () => true,
    sync: () => new Promise((resolve) => disk.push(resolve)),
  });
  const write = async (name: string) => {
    await (await group.enter()).commit();
    said.push(name);
  };
  const commits = (count: number) => expect.poll(() => said.filter((sql) => sql === "COMMIT")).toHaveLength(count);
  const [first, second] = [write("first"), write("second")];
  await commits(1);
  const third = write("third");
  await commits(2);
  expect(said).not.toContain("first");
  disk[0]?.();
  await Promise.all([first, second]);
  expect(said).not.toContain("third");
  disk[1]?.();
  await third;
});

test("a disk that fails is told to those whose writes it did not keep", async () => {
  const group = new WriteGroup({
    run: async () => undefined,
    inTransaction: () => true,
    sync: () => Promise.reject(new Error("EIO")),
  });
  await expect((await group.enter()).commit()).rejects.toThrow("EIO");
});

test("requests are answered while many writers queue", async () => {
  let turns = 0;
  let isWriting = true;
  const count = () => {
    turns += 1;
    if (isWriting) setImmediate(count);
  };
  setImmediate(count);
  const began = performance.now();
  await Promise.all(Array.from({ length: 400 }, (_, index) => inWriteTransaction(db, (tx) => note(tx, `q${index}`))));
  isWriting = false;
  // Ten a second; on a machine that others keep busy a turn may take any time, and ten in all say the same.
  expect(turns).toBeGreaterThan(Math.min(10, (performance.now() - began) / 100));
});
