import fs from "node:fs";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { inWriteTransaction } from "./client";
import { pathOfDatabase } from "./sqlite-file";
import { type TestDatabase, testDatabase } from "./test-database";

let database: TestDatabase;
let beside: Database.Database;

beforeEach(async () => {
  database = await testDatabase();
  beside = new Database(pathOfDatabase(database.url), { readonly: true });
});
afterEach(async () => {
  beside.close();
  await database.dispose();
});

const large = "x".repeat(100_000);
const createdAt = new Date(0);

async function write(from: number, count: number): Promise<void> {
  for (let index = from; index < from + count; index += 1) {
    const receipt = { userId: "u", requestId: `${index}`, inputHash: "h", outcome: large, createdAt };
    await inWriteTransaction(database.db, (tx) => tx.mutationReceipt.create({ data: receipt }));
  }
}

function inLogOnly(): number {
  const [row] = beside.pragma("wal_checkpoint(NOOP)") as { readonly log: number; readonly checkpointed: number }[];
  return (row?.log ?? 0) - (row?.checkpointed ?? 0);
}

test("what fills the log is brought into the database beside the commits, and the log stays small", async () => {
  const file = pathOfDatabase(database.url);
  const before = fs.statSync(file).size;
  await write(0, 60);
  await vi.waitFor(() => expect(inLogOnly()).toBeLessThan(1_000), { timeout: 20_000, interval: 10 });
  await vi.waitFor(() => expect(fs.statSync(file).size).toBeGreaterThan(before + 3_000_000), { timeout: 20_000 });
  await write(60, 300);
  expect(fs.statSync(`${file}-wal`).size).toBeLessThan(64 * 2 ** 20);
  expect(await database.db.mutationReceipt.count()).toBe(360);
  // The thread's connection is closed with the others: the last of them takes the log away.
  beside.close();
  await database.db.$disconnect();
  expect(fs.existsSync(`${file}-wal`)).toBe(false);
}, 60_000);

test("where the thread finds no library SQLite does it inside COMMIT", async () => {
  const [argument, folder] = [process.argv[1], process.cwd()];
  process.argv[1] = "/nowhere/at-all.js";
  vi.spyOn(process, "cwd").mockReturnValue("/nowhere");
  try {
    await write(0, 60);
    const commits = () => database.db.$queryRawUnsafe("PRAGMA wal_autocheckpoint");
    await vi.waitFor(async () => expect(await commits()).toEqual([{ wal_autocheckpoint: 1_000n }]), {
      timeout: 20_000,
    });
  } finally {
    vi.restoreAllMocks();
    process.argv[1] = argument ?? folder;
  }
  await write(60, 60);
  expect(inLogOnly()).toBeLessThan(1_000);
}, 60_000);
