import type { Db, Tx } from "../../db/client";
import { clientOver } from "./client";
import { queries } from "./queries";
import type { Row } from "./schema-models";
import { Tables } from "./tables";
import { Unsupported } from "./where";

/** What one user of the store lives through: a process that dies in the middle of its work. */
export type Life = {
  /** Called where a process can die; one that never resolves ends there. `point`: before or after a write is durable. */
  readonly at?: (point: "before-commit" | "after-commit" | "read") => Promise<void> | undefined;
  /** Changes what a user of the store asks for: how a protection of the engine is taken away. */
  readonly tamper?: (table: string, operation: string, args: Row) => Row | { readonly answer: unknown };
};

/** Committed rows in memory behind Prisma's client: the durable part of a simulated world. It outlives its users. */
export class MemoryStore {
  readonly #tables = new Tables();
  /** Whoever writes is the only one; reads outside wait until that is committed or rolled back. */
  #tail: Promise<unknown> = Promise.resolve();

  /** The rows of a table as they are; for checks, never to be changed. */
  rows(table: string): IterableIterator<Row> {
    return this.#tables.table(table).rows.values();
  }

  /** A client of the store, as one process sees it. */
  open(life: Life = {}): Db {
    const inside = clientOver((table, operation, args) => this.#run(life, table, operation, args));
    const transaction = (work: (tx: Tx) => Promise<unknown>) => this.#transaction(life, () => work(inside as Tx));
    const alone = (table: string, operation: string, args: Row) =>
      this.#transaction(life, () => this.#run(life, table, operation, args), isRead(operation));
    return Object.assign(clientOver(alone), {
      $transaction: transaction,
      _activeProvider: "sqlite",
    }) as unknown as Db;
  }

  #run(life: Life, table: string, operation: string, args: Row): unknown {
    const query = queries[operation];
    if (!query) throw new Unsupported(`${table}.${operation}`);
    const asked = life.tamper ? life.tamper(table, operation, args) : args;
    if (life.tamper && "answer" in asked) return asked.answer;
    return query(this.#tables, this.#tables.table(table), asked);
  }

  async #transaction<T>(life: Life, work: () => Promise<T> | T, isRead = false): Promise<T> {
    const before = this.#tail;
    let release: () => void = () => undefined;
    this.#tail = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    try {
      if (isRead) {
        const dying = life.at?.("read");
        if (dying) {
          release();
          await dying;
        }
        return await work();
      }
      const result = await work();
      const dying = life.at?.("before-commit");
      if (dying) {
        this.#tables.rollBack();
        release();
        await dying;
      }
      this.#tables.commit();
      release();
      await life.at?.("after-commit");
      return result;
    } catch (error) {
      this.#tables.rollBack();
      throw error;
    } finally {
      release();
    }
  }
}

function isRead(operation: string): boolean {
  return operation.startsWith("find") || operation === "count";
}
