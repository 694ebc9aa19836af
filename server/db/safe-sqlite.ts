import type {
  IsolationLevel,
  SqlDriverAdapter,
  SqlDriverAdapterFactory,
  SqlQuery,
  SqlQueryable,
  Transaction,
} from "@prisma/driver-adapter-utils";
import { DriverAdapterError } from "@prisma/driver-adapter-utils";
import type { CachedStatements } from "./cached-statements";
import { turnDue } from "./loop-turns";
import type { Ground } from "./plain-rows";
import { notPlain } from "./plain-sql";
import { openSqliteFile, type SqliteFile, type SqliteFileOptions } from "./sqlite-file";
import type { Turn } from "./write-group";

export type SafeSqliteOptions = SqliteFileOptions & {
  /** Sees each statement as it starts; BEGIN, COMMIT, ROLLBACK and savepoints are not statements of the caller. */
  readonly onStatement?: (sql: string) => void;
};

const adapterName = "flightdeck-safe-sqlite";
/** Queries run one after the other for so long before the event loop turns; inside a transaction longer, because others wait for its end. */
const [readsMs, transactionMs] = [10, 25];
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
        if (reads) {
          await turnDue(readsMs);
          return file.reader.statements.rows(sql, args);
        }
        return this.#write(sql, async () => file.writer.statements.rows(sql, args));
      },
      run: async (sql, args) => {
        onStatement(sql);
        return this.#write(sql, async () => file.writer.statements.run(sql, args));
      },
      runEach: async (sql, each) => {
        onStatement(sql);
        return this.#write(sql, async () => runEach(file.writer.statements, sql, each));
      },
    };
  }

  async queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    if (isRead(this.#file, query.sql)) {
      await turnDue(readsMs);
      return this.#file.reader.adapter.queryRaw(query);
    }
    return this.#write(query.sql, () => this.#file.writer.adapter.queryRaw(query));
  }

  async executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    return this.#write(query.sql, () => this.#file.writer.adapter.executeRaw(query));
  }

  async executeScript(script: string) {
    this.#onStatement(script);
    return this.#write(script, () => this.#file.writer.adapter.executeScript(script));
  }

  async startTransaction(isolationLevel?: IsolationLevel): Promise<Transaction> {
    if (isolationLevel && isolationLevel !== "SERIALIZABLE") {
      throw new DriverAdapterError({ kind: "InvalidIsolationLevel", level: isolationLevel });
    }
    this.#file.assertThere();
    const transaction = new WriteTransaction(this.#file, await this.#file.writes.enter(), this.#onStatement);
    this.#begun(transaction);
    return transaction;
  }

  getConnectionInfo() {
    return { supportsRelationJoins: false };
  }

  dispose() {
    return this.#file.close();
  }

  async #write<T>(sql: string, work: () => Promise<T>): Promise<T> {
    this.#file.assertThere();
    // Of the rest (PRAGMA, VACUUM, scripts) some may not be inside a transaction.
    if (!/^\s*(insert|update|delete|with|replace)\b/i.test(sql)) return this.#file.writes.alone(work);
    const turn = await this.#file.writes.enter();
    let answer: T;
    try {
      answer = await work();
    } catch (error) {
      await turn.rollBack();
      throw error;
    }
    await turn.commit();
    return answer;
  }
}

class WriteTransaction implements Transaction {
  readonly provider = "sqlite";
  readonly adapterName = adapterName;
  // Prisma leaves COMMIT and ROLLBACK to us, so that the lock is released whatever they answer.
  readonly options = { usePhantomQuery: true };
  readonly #file: SqliteFile;
  readonly #turn: Turn;
  readonly #onStatement: (sql: string) => void;
  readonly ground: Ground;
  #open = true;

  constructor(file: SqliteFile, turn: Turn, onStatement: (sql: string) => void) {
    this.#file = file;
    this.#turn = turn;
    this.#onStatement = onStatement;
    const { statements } = file.writer;
    this.ground = {
      rows: async (sql, args) => {
        await turnDue(transactionMs);
        return statements.rows(this.#asked(sql), args);
      },
      run: async (sql, args) => {
        await turnDue(transactionMs);
        return statements.run(this.#asked(sql), args);
      },
      runEach: async (sql, each) => {
        await turnDue(transactionMs);
        return runEach(statements, this.#asked(sql), each);
      },
    };
  }

  async queryRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    await turnDue(transactionMs);
    return this.#writer().queryRaw(query);
  }

  async executeRaw(query: SqlQuery) {
    this.#onStatement(query.sql);
    await turnDue(transactionMs);
    return this.#writer().executeRaw(query);
  }

  async commit() {
    if (this.#ends()) await this.#turn.commit();
  }

  async rollback() {
    if (this.#ends()) await this.#turn.rollBack();
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

  /** False: it has ended before. */
  #ends(): boolean {
    const wasOpen = this.#open;
    this.#open = false;
    return wasOpen;
  }
}

/** Rows that one INSERT takes: where a trigger may refuse a row, each statement keeps a copy of every page that it touches. */
const rowsTogether = 16;

/** As if it were one statement: nothing comes between them, and nothing of them stays when one fails. */
function runEach(statements: CachedStatements, sql: string, each: readonly (readonly unknown[])[]): number {
  const [first, ...more] = each;
  if (first === undefined) return 0;
  if (more.length === 0) return statements.run(sql, first);
  statements.run("SAVEPOINT rows", []);
  try {
    let changed = 0;
    const whole = each.length - (each.length % rowsTogether);
    const values = sql.slice(sql.lastIndexOf("("));
    const many = `${sql}${`, ${values}`.repeat(rowsTogether - 1)}`;
    for (let at = 0; at < whole; at += rowsTogether) {
      changed += statements.run(many, each.slice(at, at + rowsTogether).flat());
    }
    for (const args of each.slice(whole)) changed += statements.run(sql, args);
    statements.run("RELEASE rows", []);
    return changed;
  } catch (error) {
    // SQLite may have rolled all of it back by itself, as it does when the disk is full.
    if (statements.inTransaction()) statements.run("ROLLBACK TO rows", []);
    if (statements.inTransaction()) statements.run("RELEASE rows", []);
    throw error;
  }
}

/** SELECT, or a WITH that SQLite itself calls read-only. What is unsure goes to the writer, which is always right. */
function isRead(file: SqliteFile, sql: string): boolean {
  if (/^\s*select\b/i.test(sql)) return true;
  if (!/^\s*with\b/i.test(sql)) return false;
  return file.reader.statements.isReadOnly(sql);
}
