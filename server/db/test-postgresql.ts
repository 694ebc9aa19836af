import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import pg from "pg";
import { migratePostgresql, postgresqlMigrationsFolder } from "./postgresql-migrations";

/** The address of a PostgreSQL server on which tests may make and drop databases; unset: the tests run on SQLite. */
export const testServer = process.env.FLIGHTDECK_TEST_POSTGRESQL;

/** Where a database of this name is on the tests' server. */
function addressOf(name: string): string {
  const address = new URL(testServer ?? "");
  address.pathname = `/${name}`;
  return address.href;
}

type TestPostgresql = { readonly url: string; readonly drop: () => Promise<void> };

/** Empty again and free for the next test of this process: to make a database takes some twenty times as long as to empty one. */
const left: string[] = [];

/**
 * A migrated, empty database (or one without even tables): one that an earlier test left, or a copy of a template that is made once for
 * each state of the migrations. What the last tests leave goes with the server, which is the tests' own.
 */
export async function newTestPostgresql({ empty = false } = {}): Promise<TestPostgresql> {
  const name = (empty ? undefined : left.pop()) ?? (await newDatabase(empty));
  return { url: addressOf(name), drop: () => (empty ? dropped(name) : leftBehind(name)) };
}

async function newDatabase(empty: boolean): Promise<string> {
  const name = `flightdeck_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(async (client) => {
    const template = empty ? "template0" : await migratedTemplate(client);
    await client.query(`CREATE DATABASE ${name} TEMPLATE ${template} STRATEGY file_copy`);
  });
  return name;
}

function dropped(name: string): Promise<void> {
  return onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`));
}

/** Whatever is in the schema, as far as a test may have changed it. */
const schemaNow = `
  SELECT md5(string_agg(one, ',' ORDER BY one)) AS "is" FROM (
    SELECT concat_ws(' ', 'table', relname, relnatts, relhastriggers) AS one FROM pg_class
      WHERE relnamespace = 'public'::regnamespace
    UNION ALL
    SELECT concat_ws(' ', 'trigger', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL
    SELECT concat_ws(' ', 'constraint', conrelid::regclass, conname) FROM pg_constraint
      WHERE connamespace = 'public'::regnamespace
  ) AS parts`;

/** Past its triggers and references, as nobody but a superuser may. */
const emptied = `
  SET session_replication_role = replica;
  DO $$ DECLARE name text; BEGIN
    FOR name IN SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations' LOOP
      EXECUTE 'DELETE FROM ' || name;
    END LOOP;
  END $$`;

let schemaAsMade: Promise<unknown> | undefined;

/** Emptied for the next test, unless this one changed the schema; whoever still has a connection to it (a killed process) loses it. */
async function leftBehind(name: string): Promise<void> {
  const isAsMade = await onDatabase(name, async (client) => {
    await client.query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
    );
    schemaAsMade ??= schemaOf();
    if ((await schemaIn(client)) !== (await schemaAsMade)) return false;
    await client.query(emptied);
    return true;
  });
  if (isAsMade) left.push(name);
  else await dropped(name);
}

async function schemaIn(client: pg.Client): Promise<unknown> {
  const { rows } = await client.query<{ is: unknown }>(schemaNow);
  return rows[0]?.is;
}

/** Of a copy: a template that somebody is connected to cannot be copied. */
async function schemaOf(): Promise<unknown> {
  const copy = await newDatabase(false);
  try {
    return await onDatabase(copy, schemaIn);
  } finally {
    await dropped(copy);
  }
}

/** Names the template when it is there; else makes it, alone of all test workers. */
async function migratedTemplate(client: pg.Client): Promise<string> {
  const template = `flightdeck_template_${hashOfMigrations()}`;
  const isThere = async () =>
    (await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [template])).rows.length > 0;
  if (await isThere()) return template;
  await client.query("SELECT pg_advisory_lock(7146205)");
  if (!(await isThere())) {
    const draft = `${template}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'`);
    await migratePostgresql(addressOf(draft));
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${template}`);
  }
  await client.query("SELECT pg_advisory_unlock(7146205)");
  return template;
}

async function onServer(work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  await onConnection(testServer ?? "", work);
}

function onDatabase<T>(name: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return onConnection(addressOf(name), work);
}

async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function hashOfMigrations(): string {
  const hash = createHash("sha256");
  for (const name of fs.readdirSync(postgresqlMigrationsFolder).sort()) {
    const file = path.join(postgresqlMigrationsFolder, name, "migration.sql");
    if (fs.existsSync(file)) hash.update(name).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}
