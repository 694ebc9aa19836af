import { mkdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";

export type Kind =
  | "account"
  | "buy"
  | "creative"
  | "task"
  | "product"
  | "format"
  | "feedback"
  | "setting"
  | "act"
  | "subscription"
  | "webhook"
  | "proposal";

/** One seller's state: JSON documents in one SQLite file, so that a killed process loses nothing it answered for. */
export class Store {
  readonly #db: Database.Database;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(dir: string, seller: string) {
    mkdirSync(dir, { recursive: true });
    this.#db = new Database(join(dir, `${seller}.sqlite`));
    this.#db.pragma("journal_mode = WAL");
    this.#db.pragma("synchronous = NORMAL");
    this.#db.exec(`
      CREATE TABLE IF NOT EXISTS doc (
        kind TEXT NOT NULL, account TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (kind, account, id)) WITHOUT ROWID;
      CREATE INDEX IF NOT EXISTS doc_by_id ON doc (kind, id);
      CREATE TABLE IF NOT EXISTS idempotency (
        scope TEXT PRIMARY KEY, hash TEXT NOT NULL, expires_at INTEGER NOT NULL, response TEXT NOT NULL) WITHOUT ROWID;
    `);
  }

  put(kind: Kind, account: string, id: string, doc: unknown): void {
    this.#db
      .prepare(
        `INSERT INTO doc (kind, account, id, seq, json)
         VALUES (@kind, @account, @id,
           (SELECT COALESCE(MAX(seq), 0) + 1 FROM doc WHERE kind = @kind AND account = @account), @json)
         ON CONFLICT (kind, account, id) DO UPDATE SET json = excluded.json`,
      )
      .run({ kind, account, id, json: JSON.stringify(doc) });
  }

  get<T>(kind: Kind, account: string, id: string): T | undefined {
    return this.#one<T>("SELECT json FROM doc WHERE kind = ? AND account = ? AND id = ?", kind, account, id);
  }

  /** For reads that name no account: ids are unique within a seller. */
  find<T>(kind: Kind, id: string): T | undefined {
    return this.#one<T>("SELECT json FROM doc WHERE kind = ? AND id = ? LIMIT 1", kind, id);
  }

  /** Oldest first; without an account, those of all accounts. */
  list<T>(kind: Kind, account?: string): T[] {
    const rows =
      account === undefined
        ? this.#db.prepare("SELECT json FROM doc WHERE kind = ? ORDER BY account, seq").all(kind)
        : this.#db.prepare("SELECT json FROM doc WHERE kind = ? AND account = ? ORDER BY seq").all(kind, account);
    return (rows as { json: string }[]).map((row) => JSON.parse(row.json) as T);
  }

  /** As `list` over all accounts, with the ids. */
  entries<T>(kind: Kind): { id: string; doc: T }[] {
    const rows = this.#db.prepare("SELECT id, json FROM doc WHERE kind = ? ORDER BY account, seq").all(kind);
    return (rows as { id: string; json: string }[]).map(({ id, json }) => ({ id, doc: JSON.parse(json) as T }));
  }

  remove(kind: Kind, account: string, id: string): void {
    this.#db.prepare("DELETE FROM doc WHERE kind = ? AND account = ? AND id = ?").run(kind, account, id);
  }

  /** All or nothing: what throws inside leaves no trace. */
  atomically<T>(work: () => T): T {
    return this.#db.transaction(work)();
  }

  /** Runs the work for its answer only and takes everything back. */
  rehearse<T>(work: () => T): T {
    this.#db.exec("SAVEPOINT rehearsal");
    try {
      return work();
    } finally {
      this.#db.exec("ROLLBACK TO rehearsal; RELEASE rehearsal");
    }
  }

  /**
   * One call at a time, in one transaction with its reply by idempotency key: a process killed in the middle has either
   * done nothing or done the work and kept the reply, so that a retry never books twice.
   */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#queue.then(async () => {
      this.#db.exec("BEGIN IMMEDIATE");
      try {
        const result = await work();
        this.#db.exec("COMMIT");
        return result;
      } catch (error) {
        this.#db.exec("ROLLBACK");
        throw error;
      }
    });
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#db.close();
  }

  get raw(): Database.Database {
    return this.#db;
  }

  #one<T>(sql: string, ...values: string[]): T | undefined {
    const row = this.#db.prepare(sql).get(...values) as { json: string } | undefined;
    return row === undefined ? undefined : (JSON.parse(row.json) as T);
  }
}
