import { createHash, randomUUID } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import Database from "better-sqlite3";
import { migrationsFolder } from "./migrate";
import { pathOfDatabase } from "./sqlite-file";

/** A checked copy of a database; secrets in it stay sealed under the key of the environment, which is not part of it. */
export type Backup = {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Names of the migrations it has, in order. */
  readonly migrations: readonly string[];
};

/**
 * Copies the database at `url` to `target` while it is in use: one consistent moment, in one step (docs/decisions/0011).
 * The copy is checked and on the disk before this returns. Refuses a file that is already there.
 */
export function backupDatabase(url: string, target: string): Backup {
  const source = pathOfDatabase(url);
  if (!fs.existsSync(source)) throw new Error(`There is no database at ${source}`);
  if (fs.existsSync(target)) throw new Error(`${target} is there already; a backup never overwrites`);
  fs.mkdirSync(path.dirname(path.resolve(target)), { recursive: true });
  const draft = `${target}.${randomUUID()}`;
  try {
    const sqlite = new Database(source, { timeout: 30_000 });
    try {
      sqlite.prepare("VACUUM INTO ?").run(draft);
    } finally {
      sqlite.close();
    }
    fs.chmodSync(draft, 0o600);
    const backup = checkBackup(draft);
    place(draft, target);
    return { ...backup, file: target };
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/**
 * Puts a backup in the place of the database at `url`, whole or not at all; what was there is kept beside it, and its name returned.
 * Refuses a damaged backup, one of a newer version, and a database that some process has open.
 */
export function restoreDatabase(backupFile: string, url: string): Backup & { readonly kept: string | null } {
  const backup = checkBackup(backupFile);
  const target = pathOfDatabase(url);
  refuseInUse(target);
  fs.mkdirSync(path.dirname(target), { recursive: true });
  const draft = `${target}.${randomUUID()}`;
  try {
    fs.copyFileSync(backupFile, draft);
    if (checkBackup(draft).sha256 !== backup.sha256) throw new Error(`${backupFile} changed while it was read`);
    const kept = fs.existsSync(target) ? `${target}.before-restore-${Date.now()}` : null;
    if (kept !== null) fs.renameSync(target, kept);
    for (const suffix of ["-wal", "-shm"]) fs.rmSync(`${target}${suffix}`, { force: true });
    place(draft, target);
    return { ...backup, file: target, kept };
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

/** Reads a whole copy and throws where it is no sound database of this version or an older one. */
export function checkBackup(file: string): Backup {
  if (!fs.existsSync(file)) throw new Error(`There is no backup at ${file}`);
  const migrations = inspected(file);
  const known = new Set(fs.readdirSync(migrationsFolder));
  const newer = migrations.filter((name) => !known.has(name));
  if (newer.length > 0) throw new Error(`${file} is of a newer version: it has ${newer.join(", ")}`);
  const content = fs.readFileSync(file);
  return { file, bytes: content.length, sha256: createHash("sha256").update(content).digest("hex"), migrations };
}

function inspected(file: string): readonly string[] {
  const sqlite = new Database(file, { readonly: true });
  try {
    const faults = sqlite.pragma("integrity_check", { simple: true });
    if (faults !== "ok") throw new Error(`${file} is damaged: ${String(faults).split("\n")[0]}`);
    const orphans = sqlite.pragma("foreign_key_check") as readonly unknown[];
    if (orphans.length > 0) throw new Error(`${file} is damaged: ${orphans.length} rows refer to rows that are gone`);
    const applied = sqlite.prepare(
      "SELECT migration_name AS name FROM _prisma_migrations WHERE finished_at IS NOT NULL ORDER BY migration_name",
    );
    return (applied.all() as readonly { readonly name: string }[]).map((row) => row.name);
  } catch (error) {
    if (error instanceof Database.SqliteError) throw new Error(`${file} is no Flightdeck database: ${error.message}`);
    throw error;
  } finally {
    sqlite.close();
  }
}

/** Leaving WAL takes a file that nobody else has open: the one sure sign that no process would go on writing to the old one. */
function refuseInUse(target: string): void {
  if (!fs.existsSync(target)) return;
  const sqlite = new Database(target, { timeout: 0 });
  try {
    const mode = sqlite.pragma("journal_mode = DELETE", { simple: true });
    if (mode !== "delete") throw new Error(`${target} is in use: stop the app first`);
  } catch (error) {
    const busy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
    throw busy ? new Error(`${target} is in use: stop the app first`) : error;
  } finally {
    sqlite.close();
  }
}

/** Renames only what is on the disk, and makes the name last as well. */
function place(draft: string, target: string): void {
  for (const [file, move] of [
    [draft, () => fs.renameSync(draft, target)],
    [path.dirname(path.resolve(target)), () => undefined],
  ] as const) {
    const handle = fs.openSync(file, "r");
    fs.fsyncSync(handle);
    fs.closeSync(handle);
    move();
  }
}
