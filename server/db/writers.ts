import { AsyncLocalStorage } from "node:async_hooks";

const slot = Symbol.for("flightdeck.writers");
type Kept = { [slot]?: AsyncLocalStorage<string | null> };

/** One a process, however often Next bundles this module: what one copy says the other must hear. */
function saying(): AsyncLocalStorage<string | null> {
  const kept = globalThis as Kept;
  kept[slot] ??= new AsyncLocalStorage();
  return kept[slot];
}

/**
 * Transactions that begin in `work` stand in this line: an organisation's id, or another name that all who write the same rows use. null:
 * in everybody's, so that nobody writes beside them. It goes past Prisma's client, which hands its adapter nothing of ours.
 */
export function inLine<T>(line: string | null, work: () => T): T {
  return saying().run(line, work);
}

/** The line of a transaction that begins here. */
export function lineHere(): string | null {
  return saying().getStore() ?? null;
}
