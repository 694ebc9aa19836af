import { turnDue } from "./loop-turns";
import { WriteLock } from "./write-lock";

/** The connection that writes, as far as a group needs it. `run` throws the errors that Prisma knows. */
export type GroupedConnection = {
  readonly run: (sql: string) => Promise<unknown>;
  /** False: SQLite has rolled back by itself, as it does when the disk is full. */
  readonly inTransaction: () => boolean;
  /** Resolves once what was committed is on the disk; absent: COMMIT itself has waited for that. */
  readonly sync?: () => Promise<void>;
};

/** One writer's turn: nobody else writes until it has ended. */
export type Turn = {
  /** Resolves once the writer's work is durable; rejects when it is not and never will be. */
  readonly commit: () => Promise<void>;
  readonly rollBack: () => Promise<void>;
};

type Group = {
  readonly since: number;
  /** Those that want it committed. */
  members: number;
  readonly done: Promise<void>;
  readonly settle: (error?: unknown) => void;
};

const mostMembers = 32;
const mostMs = 20;
/** Writers follow each other without a turn of the event loop for this long. */
const mostWithoutTurnMs = 8;

/**
 * Writers of one file take turns, and those that queue up share one COMMIT, the part that waits for the disk: each writes in a savepoint
 * of its own, which its failure takes back alone, and none hears that it is done before the shared COMMIT is on the disk (docs/decisions/0016,
 * 0022). The next group need not wait for the disk: logs are written in order, so what it commits is durable no earlier than this.
 */
export class WriteGroup {
  readonly #connection: GroupedConnection;
  readonly #lock = new WriteLock();
  #waiting = 0;
  #group: Group | null = null;

  constructor(connection: GroupedConnection) {
    this.#connection = connection;
  }

  /** Begins a turn, with the write lock of the file. Rejects when another process holds that for too long. */
  async enter(): Promise<Turn> {
    const release = await this.#acquire();
    await turnDue(mostWithoutTurnMs);
    try {
      if (!this.#group) {
        await this.#connection.run("BEGIN IMMEDIATE");
        this.#group = newGroup();
      }
      await this.#connection.run("SAVEPOINT turn");
    } catch (error) {
      await this.#close();
      release();
      throw error;
    }
    return { commit: () => this.#commit(release), rollBack: () => this.#rollBack(release) };
  }

  /** Runs what may not be inside a transaction, with nobody else writing. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const release = await this.#acquire();
    try {
      await this.#close();
      const made = await work();
      await this.#connection.sync?.();
      return made;
    } finally {
      release();
    }
  }

  async #acquire(): Promise<() => void> {
    this.#waiting += 1;
    const release = await this.#lock.acquire();
    this.#waiting -= 1;
    return release;
  }

  async #commit(release: () => void): Promise<void> {
    const group = this.#group;
    if (!group) throw new Error("The turn has ended already");
    group.members += 1;
    try {
      if (this.#connection.inTransaction()) await this.#connection.run("RELEASE turn");
      if (!this.#mayGrow(group)) await this.#close();
    } finally {
      release();
    }
    await group.done;
  }

  async #rollBack(release: () => void): Promise<void> {
    const group = this.#group;
    try {
      if (this.#connection.inTransaction()) {
        await this.#connection.run("ROLLBACK TO turn");
        await this.#connection.run("RELEASE turn");
      }
      if (!group || !this.#mayGrow(group)) await this.#close();
    } finally {
      release();
    }
  }

  /** Somebody waits to write, and nobody has waited for the COMMIT for long. */
  #mayGrow({ members, since }: Group): boolean {
    if (this.#waiting === 0 || !this.#connection.inTransaction()) return false;
    return members < mostMembers && performance.now() - since < mostMs;
  }

  /** Never rejects, never waits for the disk: those that wait for the group hear of it. */
  async #close(): Promise<void> {
    const group = this.#group;
    if (!group) return;
    this.#group = null;
    try {
      // A COMMIT after SQLite's own rollback fails, as it must: it must not look like success.
      if (group.members > 0) await this.#connection.run("COMMIT");
      else if (this.#connection.inTransaction()) await this.#connection.run("ROLLBACK");
      const { sync } = this.#connection;
      if (sync && group.members > 0) void sync().then(() => group.settle(), group.settle);
      else group.settle();
    } catch (error) {
      if (this.#connection.inTransaction()) await this.#connection.run("ROLLBACK").catch(() => undefined);
      group.settle(error);
    }
  }
}

function newGroup(): Group {
  let settle: Group["settle"] = () => undefined;
  const done = new Promise<void>((resolve, reject) => {
    settle = (error) => (error === undefined ? resolve() : reject(error));
  });
  // Members await it; a group without any must not count as an unhandled rejection.
  done.catch(() => undefined);
  return { since: performance.now(), members: 0, done, settle };
}
