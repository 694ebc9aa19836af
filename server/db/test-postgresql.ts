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

/** A migrated, empty database (or one without even tables): a copy of a template that is made once for each state of the migrations. */
export async function newTestPostgresql({ empty = false } = {}): Promise<{
  readonly url: string;
  readonly drop: () => Promise<void>;
}> {
  const name = `flightdeck_test_${randomUUID().replaceAll("-", "")}`;
  await onServer(async (client) => {
    await client.query(
      `CREATE DATABASE ${name} TEMPLATE ${empty ? "template0" : await migratedTemplate(client)} STRATEGY file_copy`,
    );
  });
  return {
    url: addressOf(name),
    drop: () => onServer((client) => client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`)),
  };
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
  const client = new pg.Client({ connectionString: testServer });
  await client.connect();
  try {
    await work(client);
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
