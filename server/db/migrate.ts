import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlQuery } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { dialectOfUrl } from "./database-url";
import { migratePostgresql } from "./postgresql-migrations";
import { schemaFile } from "./postgresql-schema";
import { type MigrationList, type SchemaEngine, withSchemaEngine } from "./schema-engine";
import { pathOfDatabase } from "./sqlite-file";

export const migrationsFolder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** Kept by triggers and read by one query: no models of Prisma's. */
const searchTables = ["SearchRange", "SearchText", "SearchIndex"];
const ofTheIndex = ["config", "content", "data", "docsize", "idx"].map((part) => `SearchIndex_${part}`);
const filters = { externalTables: [...searchTables, ...ofTheIndex], externalEnums: [] };

/**
 * Brings the database at `url` up to the newest migration and returns the names of those it applied.
 * All of it is one transaction: a failure or a kill leaves the database as it was. Refuses a database to which a
 * migration was applied that has been edited since.
 */
export async function migrate(url: string, folder?: string): Promise<readonly string[]> {
  if (dialectOfUrl(url) === "postgresql") return migratePostgresql(url, folder);
  return migrateSqlite(url, folder ?? migrationsFolder);
}

async function migrateSqlite(url: string, folder: string): Promise<readonly string[]> {
  const name = pathOfDatabase(url);
  fs.mkdirSync(path.dirname(name), { recursive: true });
  const sqlite = new Database(name, { timeout: 10_000 });
  try {
    sqlite.pragma("journal_mode = WAL");
    // A table that is rebuilt is dropped for a moment; foreign keys are checked as a whole before the commit instead.
    sqlite.pragma("foreign_keys = OFF");
    sqlite.exec("BEGIN IMMEDIATE");
    const applied = await applyWithin(sqlite, name, folder);
    // It goes through every row: minutes where there are millions, and nothing has moved where nothing was applied.
    const broken = applied.length === 0 ? [] : sqlite.pragma("foreign_key_check");
    if (Array.isArray(broken) && broken.length > 0)
      throw new Error(`${broken.length} rows refer to rows that are gone`);
    sqlite.exec("COMMIT");
    return applied;
  } finally {
    if (sqlite.inTransaction) sqlite.exec("ROLLBACK");
    sqlite.close();
  }
}

async function applyWithin(sqlite: Database.Database, name: string, folder: string): Promise<readonly string[]> {
  const migrationsList = readMigrations(folder);
  const isNew = sqlite.prepare("SELECT 1 FROM sqlite_master WHERE name = '_prisma_migrations'").get() === undefined;
  return withSchemaEngine(onConnection(sqlite), async (engine) => {
    if (!isNew) await refuseEdited(engine, migrationsList, name);
    return (await engine.applyMigrations({ migrationsList, filters })).appliedMigrationNames;
  });
}

async function refuseEdited(engine: SchemaEngine, migrationsList: MigrationList, name: string): Promise<void> {
  const history = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
  const edited = history.editedMigrationNames.at(0);
  if (edited) {
    throw new Error(
      `Migration ${edited} was edited after ${name} got it: restore the migration, or start a new database`,
    );
  }
}

/** The SQL that takes the migrations in `folder` to `schema`; empty when there is nothing to do. */
export async function pendingSql(schema: string = schemaFile, folder: string = migrationsFolder): Promise<string> {
  return withSchemaEngine(onConnection(new Database(":memory:")), async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: "migrations", ...readMigrations(folder) },
      to: { tag: "schemaDatamodel", files: [{ path: schema, content: fs.readFileSync(schema, "utf8") }] },
      script: true,
      exitCode: null,
      filters,
    });
    const sql = stdout?.trim() ?? "";
    return sql === "-- This is an empty migration." ? "" : sql;
  });
}

/** Writes the difference between schema and migrations as one more migration; returns its folder, or undefined. */
export async function writeMigration(name: string, stamp: string, folder: string = migrationsFolder) {
  const sql = await pendingSql(schemaFile, folder);
  if (!sql) return undefined;
  const target = path.join(folder, `${stamp}_${name}`);
  fs.mkdirSync(target, { recursive: true });
  fs.writeFileSync(path.join(target, "migration.sql"), `${sql}\n`);
  return target;
}

function readMigrations(folder: string): MigrationList {
  const names = fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "sqlite"\n' },
    shadowDbInitScript: "",
    migrationDirectories: names.map((directory) => ({
      path: directory,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok" as const, value: fs.readFileSync(path.join(folder, directory, "migration.sql"), "utf8") },
      },
    })),
  };
}

/** The engine over one connection of ours, inside whose transaction it then works; closing it stays with us. */
function onConnection(sqlite: Database.Database): SqlMigrationAwareDriverAdapterFactory {
  sqlite.defaultSafeIntegers(true);
  return {
    provider: "sqlite",
    adapterName: "flightdeck-migrations",
    connect: () => scriptAdapter(sqlite, () => undefined),
    connectToShadowDb: () => {
      const shadow = new Database(":memory:");
      shadow.defaultSafeIntegers(true);
      return scriptAdapter(shadow, () => shadow.close());
    },
  };
}

/** Prisma's own adapter on our connection; the engine also hands whole scripts to `executeRaw`, which it cannot take. */
async function scriptAdapter(sqlite: Database.Database, close: () => void): Promise<SqlDriverAdapter> {
  const adapter: SqlDriverAdapter = await new PrismaBetterSqlite3({ url: ":memory:" }).connect();
  if (!("client" in adapter))
    throw new Error("@prisma/adapter-better-sqlite3 keeps no `client`: see docs/decisions/0001");
  await adapter.dispose();
  adapter.client = sqlite;
  const executeRaw = adapter.executeRaw.bind(adapter);
  return Object.assign(adapter, {
    executeRaw: async (query: SqlQuery) => {
      if (query.args.length > 0) return executeRaw(query);
      await adapter.executeScript(query.sql);
      return 0;
    },
    dispose: async () => {
      close();
    },
  });
}
