import { execFile } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import type { Backup } from "@/server/db/backup";
import { connectionUrl } from "@/server/db/database-url";
import { postgresqlMigrationsFolder } from "@/server/db/postgresql-migrations";
import { poolConfig } from "@/server/db/safe-postgresql";

/**
 * Copies the database at `url` to `target` with pg_dump, in its own format: one consistent moment, nobody waits. The copy is read whole
 * before it gets its name. Refuses a file that is already there.
 */
export async function backupPostgresql(url: string, target: string): Promise<Backup> {
  if (fs.existsSync(target)) throw new Error(`${target} is there already; a backup never overwrites`);
  fs.mkdirSync(path.dirname(path.resolve(target)), { recursive: true });
  const draft = `${target}.${randomUUID()}`;
  try {
    await client("pg_dump", ["--format=custom", "--no-owner", "--no-acl", `--file=${draft}`], url);
    fs.chmodSync(draft, 0o600);
    const backup = await checkPostgresqlBackup(draft);
    const handle = fs.openSync(draft, "r");
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    fs.renameSync(draft, target);
    return { ...backup, file: target };
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Fills the empty database at `url` from a backup, whole or not at all. One that has tables is refused: it may be somebody's. */
export async function restorePostgresql(file: string, url: string): Promise<Backup> {
  const backup = await checkPostgresqlBackup(file);
  await refuseFilled(url);
  await createExtensions(await client("pg_restore", ["--list", file]), url);
  const whole = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", "--schema=public"];
  await client("pg_restore", [...whole, `--dbname=${connectionUrl(url).pathname.slice(1)}`, file], url);
  return backup;
}

/** Reads a whole backup and throws where it is none, or one of a newer version. */
export async function checkPostgresqlBackup(file: string): Promise<Backup> {
  if (!fs.existsSync(file)) throw new Error(`There is no backup at ${file}`);
  await client("pg_restore", ["--file=/dev/null", file]).catch((error: Error) => {
    throw new Error(`${file} is damaged, or no backup of a PostgreSQL database: ${error.message}`);
  });
  const table = ["--data-only", "--table=_prisma_migrations", "--file=-"];
  const migrations = (await client("pg_restore", [...table, file])).match(/\b\d{14}_\w+/g)?.sort() ?? [];
  if (migrations.length === 0) throw new Error(`${file} is no Flightdeck database`);
  const known = new Set(fs.readdirSync(postgresqlMigrationsFolder));
  const newer = migrations.filter((name) => !known.has(name));
  if (newer.length > 0) throw new Error(`${file} is of a newer version: it has ${newer.join(", ")}`);
  const hash = createHash("sha256");
  for await (const chunk of fs.createReadStream(file)) hash.update(chunk);
  return { file, bytes: fs.statSync(file).size, sha256: hash.digest("hex"), migrations };
}

async function refuseFilled(url: string): Promise<void> {
  await at(url, async (database) => {
    const { rows } = await database.query("SELECT 1 FROM pg_tables WHERE schemaname = 'public' LIMIT 1");
    if (rows.length > 0)
      throw new Error("the database has tables: make an empty one (createdb), and name that in DATABASE_URL");
  });
}

/** What the backup's indexes are made with: `--schema` leaves extensions out of a restore, and an empty database may keep them. */
async function createExtensions(list: string, url: string): Promise<void> {
  await at(url, async (database) => {
    for (const [, name = ""] of list.matchAll(/^\d+;.* EXTENSION - (\w+) *$/gm)) {
      await database.query(`CREATE EXTENSION IF NOT EXISTS ${database.escapeIdentifier(name)}`);
    }
  });
}

async function at(url: string, work: (database: pg.Client) => Promise<void>): Promise<void> {
  const database = new pg.Client(poolConfig(url));
  await database.connect();
  try {
    await work(database);
  } finally {
    await database.end();
  }
}

/** Runs one of PostgreSQL's own programs, which are told the address by environment: arguments can be seen by everybody on the machine. */
async function client(program: string, args: readonly string[], url?: string): Promise<string> {
  const env = { ...process.env, ...(url === undefined ? {} : addressOf(url)) };
  try {
    const { stdout } = await promisify(execFile)(programOf(program), [...args], { env, maxBuffer: 16 * 1024 ** 2 });
    return stdout;
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") {
      throw new Error(
        `${program} is not installed here: install PostgreSQL's client programs (Debian: apt-get install postgresql-client), or use your provider's backups`,
      );
    }
    throw new Error(stderr?.trim().replaceAll(/\s+/g, " ") || String(error));
  }
}

/** The newest that Debian has installed, which reads every older server; else what the path has. */
function programOf(program: string): string {
  const debian = "/usr/lib/postgresql";
  const versions = fs.existsSync(debian) ? fs.readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : [];
  const found = versions
    .map((version) => path.join(debian, version, "bin", program))
    .find((file) => fs.existsSync(file));
  return found ?? program;
}

function addressOf(url: string): Record<string, string> {
  const { hostname, port, username, password, pathname, searchParams } = connectionUrl(url);
  const sslmode = searchParams.get("sslmode");
  return {
    PGHOST: hostname.replace(/^\[|\]$/g, ""),
    PGPORT: port || "5432",
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: decodeURIComponent(pathname.slice(1)),
    ...(sslmode === null ? {} : { PGSSLMODE: sslmode }),
  };
}
