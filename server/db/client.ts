import { type Prisma, PrismaClient } from "./generated/client";
import { withPlainQueries } from "./plain-queries";
import { SafeSqlite, type SafeSqliteOptions } from "./safe-sqlite";

/** The whole database. Reads outside a transaction see committed rows only; each write is its own transaction. */
export type Db = PrismaClient;

/** What repositories take: a transaction, or a `Db` for reads that need none. */
export type Tx = Prisma.TransactionClient;

export const defaultDatabaseUrl = "file:./data/flightdeck.db";

/** Opens a database of its own; the folder is created, migrations are not applied. Close it with `$disconnect()`. */
export function openDb(url: string, options: Omit<SafeSqliteOptions, "url"> = {}): Db {
  const adapter = new SafeSqlite({ url, ...options });
  const client = new PrismaClient({
    adapter,
    errorFormat: "minimal",
    // A waiting writer queues behind the others instead of failing; nothing may hold the writer for longer than this.
    transactionOptions: { maxWait: 10_000, timeout: 10_000 },
  });
  return withPlainQueries(client, adapter);
}

/**
 * Runs `work` as the only writer and commits what it did, or rolls all of it back when it throws.
 * Nothing in `work` may wait for anything but its own queries: no network, no hashing, no timers.
 */
export function inWriteTransaction<T>(database: Db, work: (tx: Tx) => Promise<T>): Promise<T> {
  return database.$transaction(work);
}
