import { PrismaPg } from "@prisma/adapter-pg";
import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  Transaction,
} from "@prisma/driver-adapter-utils";
import { DriverAdapterError } from "@prisma/driver-adapter-utils";
import { connectionUrl } from "./database-url";
import { WriterLines } from "./writer-lines";
import { lineHere } from "./writers";

export type SafePostgresqlOptions = {
  readonly url: string;
  /** Sees each statement as it starts; BEGIN, COMMIT, ROLLBACK, the lock and savepoints are not statements of the caller. */
  readonly onStatement?: (sql: string) => void;
};

const adapterName = "flightdeck-safe-postgresql";
const plain = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] });

/** Of Prisma's ten connections; reads, claims and renewals of leases have the others. */
const mostWriters = 6;

/**
 * What a write transaction waits for, in all processes: who writes in a line shares the first lock and has the line's own; who writes in
 * none has the first alone. The numbers are ours and mean nothing. Always in this order, and never a second line: nobody waits in a ring.
 */
function lockOf(line: string | null): SqlQuery {
  if (line === null) return plain("SELECT pg_advisory_xact_lock(7146203)");
  return {
    sql: "SELECT pg_advisory_xact_lock_shared(7146203), pg_advisory_xact_lock(7146204, hashtext($1))",
    args: [line],
    argTypes: [{ scalarType: "string", arity: "scalar" }],
  };
}

/** A process that stopped in a transaction, or a network that did, holds the others up for this long at most. */
const session = {
  TimeZone: "UTC",
  search_path: "public",
  lock_timeout: "10s",
  idle_in_transaction_session_timeout: "20s",
};

/**
 * Prisma's PostgreSQL adapter with the promises that the SQLite one makes: write transactions of an organisation run one at a time, in all
 * processes together (docs/decisions/0024); one in which a statement failed never commits; a statement after its end is refused; text
 * is compared as SQLite's LIKE does.
 */
export class SafePostgresql implements SqlDriverAdapterFactory {
  readonly provider = "postgres";
  readonly adapterName = adapterName;
  readonly #options: SafePostgresqlOptions;

  constructor(options: SafePostgresqlOptions) {
    this.#options = options;
  }

  async connect(): Promise<SqlDriverAdapter> {
    const inner = await new PrismaPg(poolConfig(this.#options.url)).connect();
    return new SafeAdapter(inner, this.#options.onStatement);
  }
}

/** What a connection to `url` is opened with: instants go over it in UTC. */
export function poolConfig(url: string) {
  const { searchParams } = connectionUrl(url);
  const settings = Object.entries(session).map(([name, value]) => `-c ${name}=${value}`);
  const options = [searchParams.get("options"), ...settings].filter((text) => text !== null).join(" ");
  const address = new URL(url);
  address.searchParams.delete("options");
  return {
    connectionString: address.href,
    options,
    application_name: "flightdeck",
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  };
}

class SafeAdapter implements SqlDriverAdapter {
  readonly provider = "postgres";
  readonly adapterName = adapterName;
  readonly #inner: SqlDriverAdapter;
  readonly #onStatement: (sql: string) => void;
  /** Transactions of this process wait here rather than each on a connection of its own, which reads then would not get. */
  readonly #lines = new WriterLines(mostWriters);

  constructor(inner: SqlDriverAdapter, onStatement: (sql: string) => void = () => undefined) {
    this.#inner = inner;
    this.#onStatement = onStatement;
  }

  queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#inner.queryRaw(asSqliteTakes(query));
  }

  executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#inner.executeRaw(asSqliteTakes(query));
  }

  executeScript(script: string) {
    this.#onStatement(script);
    return this.#inner.executeScript(script);
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel) throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
    const line = lineHere();
    const release = await this.#lines.enter(line ?? "");
    try {
      const inner = await this.#inner.startTransaction();
      const transaction = new WriteTransaction(inner, release, this.#onStatement);
      await transaction.begin(lockOf(line));
      return transaction;
    } catch (error) {
      release();
      throw error;
    }
  }

  getConnectionInfo() {
    return { ...this.#inner.getConnectionInfo?.(), supportsRelationJoins: false };
  }

  dispose() {
    return this.#inner.dispose();
  }
}

class WriteTransaction implements Transaction {
  readonly provider = "postgres";
  readonly adapterName = adapterName;
  // Prisma leaves COMMIT and ROLLBACK to us, so that the lock is released whatever they answer.
  readonly options = { usePhantomQuery: true };
  readonly #inner: Transaction;
  readonly #release: () => void;
  readonly #onStatement: (sql: string) => void;
  #open = true;
  #failed: unknown;

  constructor(inner: Transaction, release: () => void, onStatement: (sql: string) => void) {
    this.#inner = inner;
    this.#release = release;
    this.#onStatement = onStatement;
  }

  /** Waits for the other processes' transactions in its line; every later statement sees what they committed. */
  async begin(lock: SqlQuery): Promise<void> {
    try {
      await this.#inner.executeRaw(lock);
    } catch (error) {
      await this.rollback();
      throw error;
    }
  }

  queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#within(() => this.#inner.queryRaw(asSqliteTakes(query)));
  }

  executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#within(() => this.#inner.executeRaw(asSqliteTakes(query)));
  }

  /** PostgreSQL answers COMMIT after a failed statement with a ROLLBACK that looks like success. */
  async commit() {
    if (this.#failed === undefined) return this.#finish("COMMIT");
    const failed = this.#failed;
    await this.#finish("ROLLBACK");
    throw failed;
  }

  rollback() {
    return this.#finish("ROLLBACK");
  }

  async createSavepoint(name: string) {
    await this.#within(() => this.#inner.executeRaw(plain(`SAVEPOINT ${name}`)));
  }

  async rollbackToSavepoint(name: string) {
    await this.#inner.executeRaw(plain(`ROLLBACK TO SAVEPOINT ${name}`));
    this.#failed = undefined;
  }

  async releaseSavepoint(name: string) {
    await this.#within(() => this.#inner.executeRaw(plain(`RELEASE SAVEPOINT ${name}`)));
  }

  async #within<T>(work: () => Promise<T>): Promise<T> {
    if (!this.#open) throw new DriverAdapterError({ kind: "TransactionAlreadyClosed", cause: "already ended" });
    try {
      return await work();
    } catch (error) {
      this.#failed ??= error;
      throw error;
    }
  }

  async #finish(end: "COMMIT" | "ROLLBACK"): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    try {
      await this.#inner.executeRaw(plain(end));
    } finally {
      // Either gives the connection back to the pool, which drops one that is broken.
      await this.#inner.rollback();
      this.#release();
    }
  }
}

/**
 * SQLite's LIKE, which `contains` and `startsWith` become, takes ASCII letters of either case for the same; and it takes NUL in a text, which
 * here is a failure: what somebody asks for with one is not there, and what is written with one (soundText) was kept without.
 */
function asSqliteTakes(query: SqlQuery): SqlQuery {
  const sql = query.sql.replaceAll(" LIKE ", " ILIKE ");
  const args = query.args.some(hasNul) ? query.args.map(withoutNul) : query.args;
  return { ...query, sql, args };
}

const hasNul = (value: unknown): value is string => typeof value === "string" && value.includes("\0");
const withoutNul = (value: unknown) => (hasNul(value) ? value.replaceAll("\0", "\ufffd") : value);
