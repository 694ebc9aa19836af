import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from "@prisma/driver-adapter-utils";
import { DriverAdapterError } from "@prisma/driver-adapter-utils";
import type { Ground } from "./plain-rows";
import { notPlain } from "./plain-sql";
import { openSqliteFile, type SqliteFile, type SqliteFileOptions } from "./sqlite-file";

export type SafeSqliteOptions = SqliteFileOptions & {
  /** Sees each statement as it starts; BEGIN, COMMIT, ROLLBACK and savepoints are not statements of the caller. */
  readonly onStatement?: (sql: string) => void;
};

const adapterName = "flightdeck-safe-sqlite";
const plain = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] });

/**
 * Prisma's SQLite adapter made safe: nothing but a transaction's own queries ever runs inside it, transactions take the
 * write lock when they begin, and reads outside transactions use a connection that cannot write and sees only committed
 * rows. The stock adapter loses acknowledged writes (docs/decisions/0001).
 */
export class SafeSqlite implements SqlDriverAdapterFactory {
  readonly provider = "sqlite";
  readonly adapterName = adapterName;
  readonly #options: SafeSqliteOptions;
  #outside: Promise<SafeAdapter> | undefined;
  #inside: WriteTransaction | undefined;

  constructor(options: SafeSqliteOptions) {
    this.#options = options;
  }

  async connect(): Promise<SqlDriverAdapter> {
    return this.#adapter();
  }

  /** For plain statements outside transactions, on the same two connections; open until `close`. */
  async outside(): Promise<Ground> {
    // A file that could not be opened may open the next time.
    this.#outside ??= this.#adapter().catch((error: unknown) => {
      this.#outside = undefined;
      throw error;
    });
    return (await this.#outside).ground;
  }

  /** The same inside the transaction that has just begun: there is one at a time. */
  inside(): Ground {
    if (!this.#inside) throw new Error("No transaction has begun");
    return this.#inside.ground;
  }

  async close(): Promise<void> {
    const adapter = await this.#outside;
    this.#outside = undefined;
    await adapter?.dispose();
  }

  async #adapter(): Promise<SafeAdapter> {
    const begun = (transaction: WriteTransaction) => {
      this.#inside = transaction;
    };
    return new SafeAdapter(await openSqliteFile(this.#options), begun, this.#options.onStatement);
  }
}

class SafeAdapter implements SqlDriverAdapter {
  readonly provider = "sqlite";
  readonly adapterName = adapterName;
  readonly #file: SqliteFile;
  readonly #begun: (transaction: WriteTransaction) => void;
  readonly #onStatement: (sql: string) => void;
  readonly ground: Ground;

  constructor(
    file: SqliteFile,
    begun: (transaction: WriteTransaction) => void,
    onStatement: (sql: string) => void = () => undefined,
  ) {
    this.#file = file;
    this.#begun = begun;
    this.#onStatement = onStatement;
    this.ground = {
      rows: async (sql, args, reads) => {
        onStatement(sql);
        if (reads) return file.reader.statements.rows(sql, args);
        return this.#alone(async () => file.writer.statements.rows(sql, args));
      },
      run: async (sql, args) => {
        onStatement(sql);
        return this.#alone(async () => file.writer.statements.run(sql, args));
      },
    };
  }

  async queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    if (isRead(this.#file, query.sql)) return this.#file.reader.adapter.queryRaw(query);
    return this.#alone(() => this.#file.writer.adapter.queryRaw(query));
  }

  async executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#alone(() => this.#file.writer.adapter.executeRaw(query));
  }

  async executeScript(script: string) {
    this.#onStatement(script);
    return this.#alone(() => this.#file.writer.adapter.executeScript(script));
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel && isolationLevel !== "SERIALIZABLE") {
      throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
    }
    const release = await this.#file.lock.acquire();
    try {
      this.#file.assertThere();
      await this.#file.writer.adapter.executeRaw(plain("BEGIN IMMEDIATE"));
    } catch (error) {
      release();
      throw error;
    }
    const transaction = new WriteTransaction(this.#file, release, this.#onStatement);
    this.#begun(transaction);
    return transaction;
  }

  getConnectionInfo() {
    return { supportsRelationJoins: false };
  }

  dispose() {
    return this.#file.close();
  }

  async #alone<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#file.lock.acquire();
    try {
      this.#file.assertThere();
      return await work();
    } finally {
      release();
    }
  }
}

class WriteTransaction implements Transaction {
  readonly provider = "sqlite";
  readonly adapterName = adapterName;
  // Prisma leaves COMMIT and ROLLBACK to us, so that the lock is released whatever they answer.
  readonly options = { usePhantomQuery: true };
  readonly #file: SqliteFile;
  readonly #release: () => void;
  readonly #onStatement: (sql: string) => void;
  readonly ground: Ground;
  #open = true;

  constructor(file: SqliteFile, release: () => void, onStatement: (sql: string) => void) {
    this.#file = file;
    this.#release = release;
    this.#onStatement = onStatement;
    const { statements } = file.writer;
    this.ground = {
      rows: async (sql, args) => statements.rows(this.#asked(sql), args),
      run: async (sql, args) => statements.run(this.#asked(sql), args),
    };
  }

  async queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#writer().queryRaw(query);
  }

  async executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#writer().executeRaw(query);
  }

  commit() {
    return this.#finish("COMMIT");
  }

  rollback() {
    return this.#finish("ROLLBACK");
  }

  async createSavepoint(name: string) {
    await this.#writer().executeRaw(plain(`SAVEPOINT ${name}`));
  }

  async rollbackToSavepoint(name: string) {
    await this.#writer().executeRaw(plain(`ROLLBACK TO ${name}`));
  }

  async releaseSavepoint(name: string) {
    await this.#writer().executeRaw(plain(`RELEASE SAVEPOINT ${name}`));
  }

  /** A query that arrives after the end would run outside any transaction, on the writer, without its lock. */
  #writer(): SqlQueryable {
    if (!this.#open) throw new DriverAdapterError({ kind: "TransactionAlreadyClosed", cause: "already ended" });
    return this.#file.writer.adapter;
  }

  /** After the end Prisma is asked, which says why it ended. */
  #asked(sql: string): string {
    if (!this.#open) throw notPlain;
    this.#onStatement(sql);
    return sql;
  }

  async #finish(end: "COMMIT" | "ROLLBACK"): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const { adapter, sqlite } = this.#file.writer;
    try {
      // SQLite has rolled back by itself after some failures (disk full); a COMMIT then must not look like success.
      if (sqlite.inTransaction || end === "COMMIT") await adapter.executeRaw(plain(end));
    } catch (error) {
      if (sqlite.inTransaction) await adapter.executeRaw(plain("ROLLBACK"));
      throw error;
    } finally {
      this.#release();
    }
  }
}

/** SELECT, or a WITH that SQLite itself calls read-only. What is unsure goes to the writer, which is always right. */
function isRead(file: SqliteFile, sql: string): boolean {
  if (/^\s*select\b/i.test(sql)) return true;
  if (!/^\s*with\b/i.test(sql)) return false;
  return file.reader.statements.isReadOnly(sql);
}
