import Database from "better-sqlite3";

type SqliteStatement = Database.Statement<unknown[], unknown>;

type CachedStatement = {
  readonly statement: SqliteStatement;
  readonly reader: boolean;
  readonly readonly: boolean;
  readonly columns: readonly Database.ColumnDefinition[];
};

const mostStatements = 500;

/**
 * Stands in for the `better-sqlite3` connection inside Prisma's adapter and prepares each SQL text once.
 * The adapter binds arguments for good (`prepare(sql).bind(args)`), which would make a shared statement useless, so
 * `bind` here returns a view that passes the arguments with each call.
 */
export class CachedStatements {
  readonly #connection: Database.Database;
  readonly #cache = new Map<string, CachedStatement>();

  constructor(connection: Database.Database) {
    this.#connection = connection;
  }

  prepare(sql: string) {
    const { statement, reader, columns } = this.#statement(sql);
    return {
      bind: (args: readonly unknown[]) => ({
        reader,
        run: () => statement.run(...args),
        columns: () => columns,
        raw: () => ({ all: () => statement.all(...args) }),
      }),
    };
  }

  /** The rows of a statement that answers with rows, as cells in the order of its columns. */
  rows(sql: string, args: readonly unknown[]): readonly (readonly unknown[])[] {
    return this.#statement(sql).statement.all(...args) as unknown[][];
  }

  /** How many rows a statement without an answer changed. */
  run(sql: string, args: readonly unknown[]): number {
    return this.#statement(sql).statement.run(...args).changes;
  }

  inTransaction(): boolean {
    return this.#connection.inTransaction;
  }

  /** False also when the statement does not compile: whoever runs it then gets SQLite's own error. */
  isReadOnly(sql: string): boolean {
    try {
      return this.#statement(sql).readonly;
    } catch (error) {
      if (error instanceof Database.SqliteError) return false;
      throw error;
    }
  }

  exec(script: string): void {
    this.#cache.clear();
    this.#connection.exec(script);
  }

  close(): void {
    this.#cache.clear();
    this.#connection.close();
  }

  #statement(sql: string): CachedStatement {
    const known = this.#cache.get(sql);
    if (known) {
      // Re-inserting keeps the map in order of last use, so the oldest key is the one to drop.
      this.#cache.delete(sql);
      this.#cache.set(sql, known);
      return known;
    }
    const fresh = prepare(this.#connection, sql);
    const oldest = this.#cache.keys().next();
    if (this.#cache.size >= mostStatements && !oldest.done) this.#cache.delete(oldest.value);
    this.#cache.set(sql, fresh);
    return fresh;
  }
}

function prepare(connection: Database.Database, sql: string): CachedStatement {
  // As PostgreSQL has it by itself: what is escaped (`containing`) is no wildcard.
  const escaping = sql.replaceAll(/ LIKE \((?:'%' \|\| )?\?(?: \|\| '%')?\)/g, "$& ESCAPE '\\'");
  const statement = connection.prepare<unknown[], unknown>(escaping);
  if (!statement.reader) return { statement, reader: false, readonly: statement.readonly, columns: [] };
  statement.raw(true);
  return { statement, reader: true, readonly: statement.readonly, columns: statement.columns() };
}
