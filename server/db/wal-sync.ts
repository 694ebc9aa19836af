import fs from "node:fs/promises";

/**
 * Waits until what has been committed to a SQLite file is on the disk, without holding the event loop up: SQLite leaves the write-ahead log
 * to the system (`synchronous = NORMAL`), and this asks for it what `FULL` would ask for inside COMMIT. One request to the disk at a time;
 * commits that end meanwhile share the next (docs/decisions/0022).
 */
export class WalSync {
  readonly #file: string;
  #handle: Promise<fs.FileHandle> | undefined;
  #underWay: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;
  #failed: { readonly error: unknown } | undefined;

  /** `file`: the write-ahead log. It is there after the first commit and stays as long as the database is open. */
  constructor(file: string) {
    this.#file = file;
  }

  /** Resolves once all that was committed before the call is durable. After a failure it rejects for good: nobody knows what the disk has. */
  readonly sync = (): Promise<void> => {
    this.#next ??= this.#begin();
    return this.#next;
  };

  /** Throws what the disk once answered. */
  readonly assertWorks = (): void => {
    if (this.#failed) throw this.#failed.error;
  };

  async close(): Promise<void> {
    await this.#next?.catch(() => undefined);
    await this.#underWay;
    const handle = await this.#handle?.catch(() => undefined);
    this.#handle = undefined;
    await handle?.close();
  }

  async #begin(): Promise<void> {
    await this.#underWay;
    // From here on a commit may come too late for this request.
    this.#next = undefined;
    const done = this.#ask();
    this.#underWay = done.catch(() => undefined);
    await done;
  }

  async #ask(): Promise<void> {
    this.assertWorks();
    try {
      this.#handle ??= fs.open(this.#file, "r+");
      await (await this.#handle).datasync();
    } catch (error) {
      this.#handle = undefined;
      // Nothing was ever written to it.
      if (error instanceof Error && "code" in error && error.code === "ENOENT") return;
      this.#failed = { error };
      throw error;
    }
  }
}
