import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { migrate } from "./migrate";
import { postgresqlSchema } from "./postgresql-schema";
import { schemaDifference } from "./schema-engine";
import { newTestPostgresql } from "./test-postgresql";

let folder: string;
let database: Awaited<ReturnType<typeof newTestPostgresql>>;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-migrate-"));
  database = await newTestPostgresql({ empty: true });
});
afterEach(async () => {
  fs.rmSync(folder, { recursive: true, force: true });
  await database.drop();
});

function givenMigration(name: string, sql: string) {
  fs.mkdirSync(path.join(folder, name), { recursive: true });
  fs.writeFileSync(path.join(folder, name, "migration.sql"), sql);
}

const run = () => migrate(database.url, folder);

async function ask(sql: string, url = database.url): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(url);
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

const tables = async () =>
  (await ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")).map((row) => row.tablename);

/** Every column and constraint, and every index but those of some rows or of pieces of text, which a schema cannot say; nor where NULL stands in one. */
const shape = (url: string) =>
  ask(
    `SELECT * FROM (
       SELECT attrelid::regclass::text AS "table", attname AS name,
         concat_ws(' ', format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)) AS is
       FROM pg_attribute JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
       WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
       UNION ALL
       SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
       UNION ALL
       SELECT tablename, indexname, replace(indexdef, ' NULLS FIRST', '') FROM pg_indexes WHERE schemaname = 'public' AND indexdef NOT LIKE '% WHERE %' AND indexdef NOT LIKE '% USING gin %'
     ) parts WHERE "table" <> '_prisma_migrations' ORDER BY 1, 2, 3`,
    url,
  );

test("the migrations make the database that the schema would make at once", async () => {
  expect((await migrate(database.url)).length).toBeGreaterThan(1);
  const atOnce = await newTestPostgresql({ empty: true });
  await ask(await schemaDifference(undefined, postgresqlSchema()), atOnce.url);
  expect(await shape(database.url)).toEqual(await shape(atOnce.url));
  await atOnce.drop();
});

test("applies each migration once, whoever else does so at the same moment", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  givenMigration("2_b", "CREATE TABLE b (id TEXT PRIMARY KEY); CREATE INDEX b_id ON b (id);");
  const applied = await Promise.all([run(), run(), run()]);
  expect(applied.flat()).toEqual(["1_a", "2_b"]);
  expect(await run()).toEqual([]);
  expect(await tables()).toEqual(["_prisma_migrations", "a", "b"]);
});

test("a migration that fails leaves the database as it was, and can be repaired and run again", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  await run();
  givenMigration("2_b", "CREATE TABLE b (id TEXT PRIMARY KEY);");
  givenMigration("3_c", "CREATE TABLE c (id TEXT PRIMARY KEY); CREATE TABLE a (id TEXT);");
  await expect(run()).rejects.toThrow(/Migration 3_c failed: .*already exists/);
  expect(await tables()).toEqual(["_prisma_migrations", "a"]);
  givenMigration("3_c", "CREATE TABLE c (id TEXT PRIMARY KEY);");
  expect(await run()).toEqual(["2_b", "3_c"]);
});

test("refuses a database whose migration was edited afterwards", async () => {
  givenMigration("1_a", "CREATE TABLE a (id TEXT PRIMARY KEY);");
  await run();
  givenMigration("1_a", "CREATE TABLE a (id INTEGER PRIMARY KEY);");
  await expect(run()).rejects.toThrow(/Migration 1_a was edited/);
});
