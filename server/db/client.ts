import { dialectOfUrl } from "./database-url";
import { type Prisma, PrismaClient } from "./generated/client";
import { PrismaClient as PostgresqlClient } from "./generated-postgresql/client";
import { withPlainQueries } from "./plain-queries";
import { SafePostgresql } from "./safe-postgresql";
import { SafeSqlite, type SafeSqliteOptions } from "./safe-sqlite";
import { followLines, followsLines, inLine } from "./writers";

/** The whole database. Reads outside a transaction see committed rows only; each write is its own transaction. */
export type Db = PrismaClient;

/** What repositories take: a transaction, or a `Db` for reads that need none. */
export type Tx = Prisma.TransactionClient;

export const defaultDatabaseUrl = "file:./data/flightdeck.db";

/** Of SQLite only, except `onStatement`. */
export type OpenOptions = Omit<SafeSqliteOptions, "url">;

/** Opens a database of its own (a SQLite file's folder is created); migrations are not applied. Close it with `$disconnect()`. */
export function openDb(url: string, options: OpenOptions = {}): Db {
  const shared = {
    errorFormat: "minimal",
    // A waiting writer queues behind the others instead of failing; nothing may hold the writer for longer than this.
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  } as const;
  if (dialectOfUrl(url) === "sqlite") {
    const adapter = new SafeSqlite({ url, ...options });
    return withPlainQueries(new PrismaClient({ ...shared, adapter }), adapter);
  }
  const { onStatement } = options;
  followLines();
  const adapter = new SafePostgresql({ url, ...(onStatement && { onStatement }) });
  const client: unknown = new PostgresqlClient({ ...shared, adapter });
  // Both clients come from the one schema: what one takes and answers, so does the other (postgresql-schema.test.ts).
  return client as Db;
}

/**
 * Runs `work` as the only writer in its line and commits what it did, or rolls all of it back when it throws. `line`: the organisation whose
 * rows it writes, or `installation`; absent: the only one at all. (SQLite's writers wait for each other in any case.)
 * Nothing in `work` may wait for anything but its own queries: no network, no hashing, no timers.
 */
export function inWriteTransaction<T>(
  database: Db,
  work: (tx: Tx) => Promise<T>,
  line: string | null = null,
): Promise<T> {
  return inLine(line, () => database.$transaction(work));
}

/** The same database for a library that begins transactions by itself: they stand in a line of their own. */
export function writingInLine(database: Db, line: string): Db {
  if (!followsLines()) return database;
  const $transaction = (...args: unknown[]) =>
    inLine(line, () => Reflect.apply(database.$transaction, database, args) as unknown);
  return new Proxy(database, {
    get: (target, name) => (name === "$transaction" ? $transaction : Reflect.get(target, name, target)),
  });
}
