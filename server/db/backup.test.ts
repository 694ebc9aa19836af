import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { backupDatabase, checkBackup, restoreDatabase } from "./backup";
import { openDb } from "./client";
import { type TestDatabase, testDatabase } from "./test-database";
import { givenCampaigns, note, notes } from "./test-rows";

const script = fileURLToPath(new URL("./test-writing-process.ts", import.meta.url));

let database: TestDatabase;
let folder: string;
const writers: ChildProcess[] = [];

beforeEach(async () => {
  database = await testDatabase();
  await givenCampaigns(database.db, 10);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-backup-"));
});
afterEach(async () => {
  for (const writer of writers.splice(0)) writer.kill("SIGKILL");
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string) => path.join(folder, name);

async function givenWriter(): Promise<ChildProcess> {
  const writer = spawn(process.execPath, ["--import", "tsx", script, database.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  writers.push(writer);
  await once(writer.stdout as NodeJS.ReadableStream, "data");
  return writer;
}

/** Each transaction leaves one note and moves one revision: a torn copy has more of one than of the other. */
async function transactionsIn(file: string): Promise<number> {
  const db = openDb(`file:${file}`);
  const { _sum } = await db.campaign.aggregate({ _sum: { revision: true } });
  const left = await notes(db);
  await db.$disconnect();
  expect((_sum.revision ?? 0) - 10).toBe(left.size);
  return left.size;
}

describe("the drill: back up while others write, lose the disk, restore", () => {
  test("every backup is one whole moment, and what comes back is what was backed up", async () => {
    const writer = await givenWriter();
    const backups = [1, 2, 3, 4, 5].map((n) => backupDatabase(database.url, inFolder(`${n}.db`)));
    const counts: number[] = [];
    for (const { file } of backups) counts.push(await transactionsIn(file));
    expect([...counts].sort((a, b) => a - b)).toEqual(counts);
    expect(counts.at(-1)).toBeGreaterThan(counts[0] ?? 0);

    writer.kill("SIGKILL");
    await once(writer, "exit");
    const lost = `file:${inFolder("new-disk/flightdeck.db")}`;
    const restored = restoreDatabase(inFolder("5.db"), lost);
    expect(restored.kept).toBeNull();
    expect(await transactionsIn(restored.file)).toBe(counts.at(-1));
    const db = openDb(lost);
    await note(db, "and it goes on");
    await db.$disconnect();
  });

  test("what was there before is kept, and no log of it is played into the restored file", async () => {
    const target = inFolder("app.db");
    restoreDatabase(backupDatabase(database.url, inFolder("empty.db")).file, `file:${target}`);
    const db = openDb(`file:${target}`);
    await note(db, "after the backup");
    await db.$disconnect();
    const { kept } = restoreDatabase(inFolder("empty.db"), `file:${target}`);
    expect(await transactionsIn(target)).toBe(0);
    const before = openDb(`file:${kept}`);
    expect(await notes(before)).toEqual(new Set(["after the backup"]));
    await before.$disconnect();
  });
});

describe("refused, with everything as it was", () => {
  test("a backup never overwrites", () => {
    backupDatabase(database.url, inFolder("a.db"));
    expect(() => backupDatabase(database.url, inFolder("a.db"))).toThrow("is there already");
  });

  test("a restore into a database that is open", async () => {
    backupDatabase(database.url, inFolder("a.db"));
    await note(database.db, "still here");
    expect(() => restoreDatabase(inFolder("a.db"), database.url)).toThrow("is in use: stop the app first");
    expect(await notes(database.db)).toEqual(new Set(["still here"]));
    await note(database.db, "and working");
  });

  test("a damaged backup, something else, nothing", () => {
    const { file, bytes } = backupDatabase(database.url, inFolder("a.db"));
    const handle = fs.openSync(file, "r+");
    fs.writeSync(handle, Buffer.alloc(4_096, 0xee), 0, 4_096, Math.floor(bytes / 2 / 4_096) * 4_096);
    fs.closeSync(handle);
    const target = `file:${inFolder("new.db")}`;
    expect(() => restoreDatabase(file, target)).toThrow(/damaged|no Flightdeck database/);
    fs.writeFileSync(inFolder("text.db"), "not a database at all, but long enough to be looked at as one");
    expect(() => restoreDatabase(inFolder("text.db"), target)).toThrow("no Flightdeck database");
    expect(() => restoreDatabase(inFolder("none.db"), target)).toThrow("There is no backup");
    expect(fs.existsSync(inFolder("new.db"))).toBe(false);
  });

  test("a backup of a newer version", async () => {
    const { file } = backupDatabase(database.url, inFolder("a.db"));
    const db = openDb(`file:${file}`);
    await db.$executeRawUnsafe(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at, started_at, applied_steps_count)
       VALUES ('x', '', '29990101000000_future', 1, 1, 1)`,
    );
    await db.$disconnect();
    expect(() => checkBackup(file)).toThrow("newer version: it has 29990101000000_future");
  });
});
