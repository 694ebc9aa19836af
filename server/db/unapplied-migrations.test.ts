import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { openDb } from "./client";
import { testDatabase } from "./test-database";
import { newTestPostgresql, testServer } from "./test-postgresql";
import { unappliedMigrations } from "./unapplied-migrations";

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-unapplied-"));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

async function emptyDatabase() {
  if (testServer) return newTestPostgresql({ empty: true });
  return { url: `file:${path.join(folder, "empty.db")}`, drop: async () => undefined };
}

test("a database that nobody migrated says so, and one that lacks a migration says which", async () => {
  const empty = await emptyDatabase();
  const unmigrated = openDb(empty.url);
  expect(await unappliedMigrations(unmigrated)).toBe("all");
  await unmigrated.$disconnect();
  await empty.drop();

  const { db, dispose } = await testDatabase();
  expect(await unappliedMigrations(db)).toEqual([]);
  expect(await unappliedMigrations(db, folder)).toEqual([]);
  for (const dialect of ["migrations", "migrations-postgresql"]) {
    fs.mkdirSync(path.join(folder, "prisma", dialect, "29991231000000_of_tomorrow"), { recursive: true });
  }
  expect(await unappliedMigrations(db, folder)).toEqual(["29991231000000_of_tomorrow"]);
  await dispose();
});
