import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDb } from "@/server/db/client";
import { type TestDatabase, testDatabase } from "@/server/db/test-database";
import { newTestPostgresql } from "@/server/db/test-postgresql";
import { givenCampaigns, note, notes } from "@/server/db/test-rows";
import { backupPostgresql, restorePostgresql } from "./postgresql-backup";

let database: TestDatabase;
let folder: string;

beforeAll(async () => {
  database = await testDatabase();
  await givenCampaigns(database.db, 10);
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-dump-"));
});
afterAll(async () => {
  await database.dispose();
  fs.rmSync(folder, { recursive: true, force: true });
});

const inFolder = (name: string) => path.join(folder, name);

test("the drill: back up while others write, restore elsewhere, and it is one whole moment", async () => {
  const writer = spawn(process.execPath, ["--import", "tsx", "server/db/test-writing-process.ts", database.url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(writer.stdout, "data");
  const backup = await backupPostgresql(database.url, inFolder("a.dump"));
  writer.kill("SIGKILL");
  await once(writer, "exit");
  expect(fs.statSync(backup.file).mode & 0o777).toBe(0o600);
  const elsewhere = await newTestPostgresql({ empty: true });
  expect((await restorePostgresql(backup.file, elsewhere.url)).sha256).toBe(backup.sha256);
  const db = openDb(elsewhere.url);
  const { _sum } = await db.campaign.aggregate({ _sum: { revision: true } });
  const left = await notes(db);
  // Each transaction leaves one note and moves one revision.
  expect((_sum.revision ?? 0) - 10).toBe(left.size);
  expect(left.size).toBeGreaterThan(0);
  await note(db, "and it goes on");
  await expect(db.$executeRawUnsafe('TRUNCATE "AuditRow"')).rejects.toThrow("append-only");
  await db.$disconnect();
  await elsewhere.drop();
});

test("refused: to overwrite a backup, to fill a database that has tables, to restore what is no backup", async () => {
  await expect(backupPostgresql(database.url, inFolder("a.dump"))).rejects.toThrow("is there already");
  await expect(restorePostgresql(inFolder("a.dump"), database.url)).rejects.toThrow("the database has tables");
  fs.writeFileSync(inFolder("text.dump"), "not a database at all");
  await expect(restorePostgresql(inFolder("text.dump"), database.url)).rejects.toThrow("no backup of a PostgreSQL");
  const half = fs.readFileSync(inFolder("a.dump"));
  fs.writeFileSync(inFolder("half.dump"), half.subarray(0, half.length / 2));
  await expect(restorePostgresql(inFolder("half.dump"), database.url)).rejects.toThrow("is damaged");
});

test("an address that does not answer is said without its password", async () => {
  const lost = backupPostgresql("postgresql://desk:secret-word@127.0.0.1:1/none", inFolder("b.dump"));
  const error: unknown = await lost.catch((reason: unknown) => reason);
  expect(String(error)).toContain("Connection refused");
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain("secret-word");
  expect(fs.readdirSync(folder).some((name) => name.startsWith("b.dump"))).toBe(false);
});
