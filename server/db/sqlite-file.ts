import fs from "node:fs";
import path from "node:path";
import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter } from "@prisma/driver-adapter-utils";
import Database from "better-sqlite3";
import { CachedStatements } from "./cached-statements";
import { WalCheckpoints } from "./wal-checkpoints";
import { WalSync } from "./wal-sync";
import { WriteGroup } from "./write-group";

export type Synchronous = "FULL" | "NORMAL" | "OFF";

export type SqliteFileOptions = {
  /** `file:` and a path, absolute or from the working directory. */
  readonly url: string;
  /** FULL (the default) survives power loss; tests that prove nothing about durability may use OFF. */
  readonly synchronous?: Synchronous;
  /** How long a write waits for another process's write. Default 5,000 ms. */
  readonly busyTimeoutMs?: number;
};

type Connection = {
  readonly adapter: SqlDriverAdapter;
  readonly statements: CachedStatements;
  readonly sqlite: Database.Database;
};

/** The two connections every client of one database file in this process shares, and the turns of the one that writes. */
export type SqliteFile = {
  readonly writer: Connection;
  readonly reader: Connection;
  readonly writes: WriteGroup;
  /** Throws once the file was moved or deleted: what would be written to it now, nobody finds again; and once the disk failed to keep something. */
  readonly assertThere: () => void;
  readonly close: () => Promise<void>;
};

type Pair = Omit<SqliteFile, "close"> & { readonly log: WalSync; readonly checkpoints: WalCheckpoints };
type OpenFile = { readonly file: Promise<Pair>; users: number };

/** `file:./data/x.db` → an absolute path; refuses anything that is not a SQLite file. */
export function pathOfDatabase(url: string): string {
  const name = url.startsWith("file:") ? url.slice("file:".length).split("?")[0] : undefined;
  if (!name || name === ":memory:") throw new Error(`DATABASE_URL must be file:<path to a SQLite file>, not "${url}"`);
  return path.resolve(name);
}

/**
 * Opens the file, or joins the connections that are open already: Next bundles a module more than once per process,
 * and two writers of one process would wait for each other for ever, so the list of open files is the process's own.
 */
export async function openSqliteFile(options: SqliteFileOptions): Promise<SqliteFile> {
  const name = pathOfDatabase(options.url);
  const files = openFiles();
  const entry = files.get(name) ?? { file: connectPair(name, options), users: 0 };
  files.set(name, entry);
  entry.users += 1;
  const leave = () => {
    entry.users -= 1;
    if (entry.users > 0) return false;
    files.delete(name);
    return true;
  };
  try {
    const pair = await entry.file;
    return { ...pair, close: once(() => (leave() ? closePair(pair) : Promise.resolve())) };
  } catch (error) {
    leave();
    throw error;
  }
}

function openFiles(): Map<string, OpenFile> {
  const process = globalThis as { [key: symbol]: unknown };
  const key = Symbol.for("flightdeck.open-sqlite-files");
  const files = process[key];
  if (files instanceof Map) return files;
  const fresh = new Map<string, OpenFile>();
  process[key] = fresh;
  return fresh;
}

async function connectPair(name: string, options: SqliteFileOptions): Promise<Pair> {
  fs.mkdirSync(path.dirname(name), { recursive: true });
  const timeout = options.busyTimeoutMs ?? 5_000;
  const writer = await connect({ url: `file:${name}`, timeout });
  try {
    const mode = writer.sqlite.pragma("journal_mode = WAL", { simple: true });
    if (mode !== "wal")
      throw new Error(`${name} is in journal mode ${mode}; it must be WAL (is it on a network disk?)`);
    const { synchronous = "FULL" } = options;
    // FULL would wait for the disk inside COMMIT, and all the process with it; we wait beside it, before anybody hears of the commit.
    writer.sqlite.pragma(`synchronous = ${synchronous === "FULL" ? "NORMAL" : synchronous}`);
    writer.sqlite.pragma("foreign_keys = ON");
    const reader = await connect({ url: `file:${name}`, timeout, readonly: true });
    const log = new WalSync(`${name}-wal`);
    const checkpoints = new WalCheckpoints(name, writer.sqlite);
    const isThere = watched(name);
    const assertThere = () => {
      log.assertWorks();
      isThere();
    };
    const writes = groupOf(writer, synchronous === "FULL" ? log.sync : null, checkpoints.committed);
    return { writer, reader, writes, assertThere, log, checkpoints };
  } catch (error) {
    await writer.adapter.dispose();
    throw error;
  }
}

function watched(name: string): () => void {
  const opened = fs.statSync(name);
  return () => {
    const now = fs.statSync(name, { throwIfNoEntry: false });
    if (now?.ino !== opened.ino || now.dev !== opened.dev) throw new Error("The database is no longer where it was");
  };
}

function groupOf({ adapter, sqlite }: Connection, sync: WalSync["sync"] | null, committed: () => void): WriteGroup {
  const run = async (sql: string) => {
    await adapter.executeRaw({ sql, args: [], argTypes: [] });
    if (sql === "COMMIT") committed();
  };
  return new WriteGroup({ run, inTransaction: () => sqlite.inTransaction, ...(sync && { sync }) });
}

async function closePair({ reader, writer, log, checkpoints }: Pair): Promise<void> {
  await log.close();
  await checkpoints.close();
  await reader.adapter.dispose();
  await writer.adapter.dispose();
}

async function connect(config: { url: string; timeout: number; readonly?: boolean }): Promise<Connection> {
  const adapter = await new PrismaBetterSqlite3(config).connect();
  if (!("client" in adapter) || !(adapter.client instanceof Database)) {
    throw new Error(
      "@prisma/adapter-better-sqlite3 no longer keeps its connection in `client`: see docs/decisions/0001",
    );
  }
  const sqlite = adapter.client;
  const statements = new CachedStatements(sqlite);
  adapter.client = statements;
  return { adapter, statements, sqlite };
}

function once(close: () => Promise<void>): () => Promise<void> {
  let closed: Promise<void> | undefined;
  return () => {
    closed ??= close();
    return closed;
  };
}
