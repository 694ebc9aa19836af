import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Db, type OpenOptions, openDb } from "./client";
import { migrate, migrationsFolder } from "./migrate";
import { newTestPostgresql, testServer } from "./test-postgresql";

export type TestDatabase = {
  readonly db: Db;
  readonly url: string;
  /** The SQL of every statement that ran while `work` did, without BEGIN and COMMIT. */
  readonly statementsOf: (work: () => Promise<unknown>) => Promise<readonly string[]>;
  readonly dispose: () => Promise<void>;
};

/**
 * A migrated, empty database of the caller's own; give it back with `dispose`. SQLite, or PostgreSQL where
 * FLIGHTDECK_TEST_POSTGRESQL names a server. A SQLite one does not wait for the disk (`synchronous: "OFF"`) unless the test is about durability.
 */
export async function testDatabase(options: Omit<OpenOptions, "onStatement"> = {}): Promise<TestDatabase> {
  const { url, drop } = await (testServer ? newTestPostgresql() : newTestFile());
  const seen = new Set<string[]>();
  const onStatement = (sql: string) => {
    for (const statements of seen) statements.push(sql);
  };
  const db = openDb(url, { synchronous: "OFF", ...options, onStatement });
  return {
    db,
    url,
    statementsOf: async (work) => {
      const statements: string[] = [];
      seen.add(statements);
      await work().finally(() => seen.delete(statements));
      return statements;
    },
    dispose: async () => {
      await db.$disconnect();
      await drop();
    },
  };
}

async function newTestFile() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-test-"));
  const file = path.join(folder, "test.db");
  fs.copyFileSync(await migratedTemplate(), file);
  return { url: `file:${file}`, drop: async () => fs.rmSync(folder, { recursive: true, force: true }) };
}

/** One migrated file per state of the migrations folder, shared by every test worker on this machine. */
async function migratedTemplate(): Promise<string> {
  const template = path.join(os.tmpdir(), `flightdeck-template-${hashOfMigrations()}.db`);
  if (fs.existsSync(template)) return template;
  const draft = `${template}.${randomUUID()}`;
  await migrate(`file:${draft}`);
  // Renaming is atomic: two workers may both build it, none ever copies half of it.
  fs.renameSync(draft, template);
  return template;
}

function hashOfMigrations(): string {
  const hash = createHash("sha256").update(String(process.getuid?.() ?? ""));
  for (const name of fs.readdirSync(migrationsFolder).sort()) {
    const file = path.join(migrationsFolder, name, "migration.sql");
    if (fs.existsSync(file)) hash.update(name).update(fs.readFileSync(file));
  }
  return hash.digest("hex").slice(0, 16);
}
