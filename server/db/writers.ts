import { AsyncLocalStorage } from "node:async_hooks";

const slot = Symbol.for("flightdeck.writers");
type Kept = { [slot]?: AsyncLocalStorage<string | null> };

/** One a process, however often Next bundles this module: what one copy says the other must hear. */
const kept = globalThis as Kept;

/** A database is open whose writers stand in lines: from now on they say in which. Until then nothing pays for it (Node follows every promise). */
export function followLines(): void {
  kept[slot] ??= new AsyncLocalStorage();
}

export function followsLines(): boolean {
  return kept[slot] !== undefined;
}

/**
 * Transactions that begin in `work` stand in this line: an organisation's id, or another name that all who write the same rows use. null:
 * in everybody's, so that nobody writes beside them. It goes past Prisma's client, which hands its adapter nothing of ours.
 */
export function inLine<T>(line: string | null, work: () => T): T {
  const lines = kept[slot];
  return lines ? lines.run(line, work) : work();
}

/** The line of a transaction that begins here. */
export function lineHere(): string | null {
  return kept[slot]?.getStore() ?? null;
}
