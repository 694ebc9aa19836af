import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate, pendingSql } from "./migrate";

let folder: string;
let url: string;

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-migrate-"));
  url = `file:${path.join(folder, "data", "x.db")}`;
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

function givenMigration(name: string, sql: string) {
  const target = path.join(folder, "migrations", name);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, "migration.sql"), sql);
}

const run = () => migrate(url, path.join(folder, "migrations"));

function tables(): unknown[] {
  const sqlite = new Database(path.join(folder, "data", "x.db"), { readonly: true });
  try {
    return sqlite.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").pluck().all();
  } finally {
    sqlite.close();
  }
}

test("the migrations make exactly the schema (else: npm run db:new-migration -- <what changes>)", async () => {
  expect(await pendingSql()).toBe("");
});

test("applies each migration once, creating the folder", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  expect(await run()).toEqual(["1_a"]);
  givenMigration("2_b", "CREATE TABLE b (id TEXT PRIMARY KEY); CREATE INDEX b_id ON b (id);");
  expect(await run()).toEqual(["2_b"]);
  expect(await run()).toEqual([]);
  expect(tables()).toEqual(["_prisma_migrations", "a", "b"]);
});

test("a migration that fails leaves the database as it was, and can be repaired and run again", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  await run();
  givenMigration("2_b", "CREATE TABLE b (id TEXT PRIMARY KEY);");
  givenMigration("3_c", "CREATE TABLE c (id TEXT PRIMARY KEY); CREATE TABLE a (id TEXT);");
  await expect(run()).rejects.toThrow(/already exists/);
  expect(tables()).toEqual(["_prisma_migrations", "a"]);
  givenMigration("3_c", "CREATE TABLE c (id TEXT PRIMARY KEY);");
  expect(await run()).toEqual(["2_b", "3_c"]);
});

test("refuses rows that a migration leaves without the row they refer to", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY); CREATE TABLE b (a TEXT REFERENCES a (id));");
  await run();
  givenMigration("2_b", "INSERT INTO b VALUES ('nobody');");
  await expect(run()).rejects.toThrow("1 rows refer to rows that are gone");
});

test("refuses a database whose migration was edited afterwards", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  await run();
  givenMigration("1_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
  await expect(run()).rejects.toThrow(/Migration 1_a was edited/);
});
