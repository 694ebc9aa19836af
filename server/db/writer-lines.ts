import { WriteLock } from "./write-lock";

type Line = { readonly lock: WriteLock; waiting: number };

/**
 * Writers of this process wait in memory: the foremost of each line goes on, and at most `most` of them together, so that reads always
 * find a connection. What keeps writers of several processes apart is the database's lock.
 */
export class WriterLines {
  readonly #lines = new Map<string, Line>();
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(most: number) {
    this.#free = most;
  }

  /** Resolves to what gives the turn back; calling that twice is harmless. */
  async enter(name: string): Promise<() => void> {
    const line = this.#lines.get(name) ?? { lock: new WriteLock(), waiting: 0 };
    this.#lines.set(name, line);
    line.waiting += 1;
    const release = await line.lock.acquire();
    await this.#place();
    let isOver = false;
    return () => {
      if (isOver) return;
      isOver = true;
      line.waiting -= 1;
      if (line.waiting === 0) this.#lines.delete(name);
      release();
      this.#leave();
    };
  }

  #place(): Promise<void> | undefined {
    if (this.#free > 0) {
      this.#free -= 1;
      return undefined;
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The place goes to whoever waits longest, or is free. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
