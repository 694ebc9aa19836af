import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { postgresqlSchema } from "./postgresql-schema";
import { ensureSearchIndex } from "./postgresql-search-index";
import { poolConfig } from "./safe-postgresql";
import { schemaDifference } from "./schema-engine";

export const postgresqlMigrationsFolder = fileURLToPath(new URL("../../prisma/migrations-postgresql", import.meta.url));

/** The schema that the migrations lead to, kept beside them: the next one is its difference, and takes no server to write. */
const schemaReached = "schema.prisma";

/** One lock for everybody who migrates; another than that of write transactions. */
const migrationLock = 7146204;

// As Prisma's own command keeps it, so that it can be used as well.
const ledger = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  "id" VARCHAR(36) PRIMARY KEY NOT NULL, "checksum" VARCHAR(64) NOT NULL, "finished_at" TIMESTAMPTZ,
  "migration_name" VARCHAR(255) NOT NULL, "logs" TEXT, "rolled_back_at" TIMESTAMPTZ,
  "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(), "applied_steps_count" INTEGER NOT NULL DEFAULT 0)`;

type Migration = { readonly name: string; readonly sql: string; readonly checksum: string };

/** `migrate` for PostgreSQL: one transaction, one process at a time. `warn` hears what is left for an operator to do. */
export async function migratePostgresql(
  url: string,
  folder: string = postgresqlMigrationsFolder,
  warn: (message: string) => void = console.warn,
): Promise<readonly string[]> {
  const { options: _, ...config } = poolConfig(url);
  const client = new pg.Client({ ...config, options: "-c TimeZone=UTC -c search_path=public" });
  await client.connect();
  try {
    await client.query("BEGIN");
    await client.query("SELECT pg_advisory_xact_lock($1)", [migrationLock]);
    await client.query(ledger);
    const pending = await pendingOf(client, readMigrations(folder));
    for (const { name, sql, checksum } of pending) {
      await client.query(sql).catch((cause: unknown) => {
        throw new Error(`Migration ${name} failed: ${cause instanceof Error ? cause.message : cause}`, { cause });
      });
      await client.query(
        `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
         VALUES ($1, $2, $3, now(), 1)`,
        [randomUUID(), checksum, name],
      );
    }
    const left = await ensureSearchIndex(client);
    await client.query("COMMIT");
    if (left !== null) warn(left);
    return pending.map(({ name }) => name);
  } finally {
    // A connection that ends takes what it has not committed with it.
    await client.end();
  }
}

async function pendingOf(client: pg.Client, migrations: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await client.query<{ name: string; checksum: string }>(
    `SELECT "migration_name" AS name, "checksum" FROM "_prisma_migrations" WHERE "finished_at" IS NOT NULL`,
  );
  const applied = new Map(rows.map((row) => [row.name, row.checksum]));
  const edited = migrations.find(({ name, checksum }) => (applied.get(name) ?? checksum) !== checksum);
  if (edited) {
    throw new Error(
      `Migration ${edited.name} was edited after this database got it: restore the migration, or start a new database`,
    );
  }
  return migrations.filter(({ name }) => !applied.has(name));
}

function readMigrations(folder: string): readonly Migration[] {
  return fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort()
    .map((name) => {
      const sql = fs.readFileSync(path.join(folder, name, "migration.sql"), "utf8");
      return { name, sql, checksum: createHash("sha256").update(sql).digest("hex") };
    });
}

/** The SQL that takes what the migrations in `folder` lead to to the schema; empty when there is nothing to do. */
export async function pendingPostgresqlSql(folder: string = postgresqlMigrationsFolder): Promise<string> {
  const reached = path.join(folder, schemaReached);
  const before = fs.existsSync(reached) ? fs.readFileSync(reached, "utf8") : undefined;
  return schemaDifference(before, postgresqlSchema());
}

/** Writes the difference as one more migration; returns its folder, or undefined. */
export async function writePostgresqlMigration(name: string, stamp: string, folder = postgresqlMigrationsFolder) {
  const sql = await pendingPostgresqlSql(folder);
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, schemaReached), postgresqlSchema());
  if (!sql) return undefined;
  const target = path.join(folder, `${stamp}_${name}`);
  fs.mkdirSync(target);
  fs.writeFileSync(path.join(target, "migration.sql"), `${sql}\n`);
  return target;
}
