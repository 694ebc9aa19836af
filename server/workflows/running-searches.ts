/**
 * The product searches this process is asking sellers for right now. Rows are the truth; this only shortens the wait for those
 * who follow one, and lets a shutdown wait for the last answers. Next bundles modules more than once a process, hence globalThis.
 */
type RunningSearches = {
  readonly tasks: Set<Promise<void>>;
  readonly listeners: Map<string, Set<() => void>>;
  readonly everywhere: Set<(searchId: string) => void>;
};

const slot = Symbol.for("flightdeck.running-searches");

function running(): RunningSearches {
  const kept = globalThis as { [slot]?: RunningSearches };
  kept[slot] ??= { tasks: new Set(), listeners: new Map(), everywhere: new Set() };
  return kept[slot];
}

export function trackSearch(task: Promise<void>): void {
  const { tasks } = running();
  tasks.add(task);
  void task.finally(() => tasks.delete(task));
}

/** Resolves when nothing that was being asked is asked any more. */
export async function searchesSettled(): Promise<void> {
  // Asking many begins with some and goes on with others.
  while (running().tasks.size > 0) await Promise.allSettled([...running().tasks]);
}

/** Tells whoever follows the search that a row of it changed. */
export function notifySearch(searchId: string): void {
  searchHeard(searchId);
  for (const listener of running().everywhere) listener(searchId);
}

/** Another process said it: for who waits here. */
export function searchHeard(searchId: string): void {
  for (const listener of running().listeners.get(searchId) ?? []) listener();
}

/** Calls `listener` with every search of which this process changed a row. */
export function onSearchNotified(listener: (searchId: string) => void): void {
  running().everywhere.add(listener);
}

/** Resolves at the next change of the search, after `milliseconds`, or when `signal` aborts; it never rejects. */
export function waitForSearch(searchId: string, milliseconds: number, signal?: AbortSignal): Promise<void> {
  const { listeners } = running();
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      const group = listeners.get(searchId);
      group?.delete(done);
      if (group?.size === 0) listeners.delete(searchId);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done);
    const group = listeners.get(searchId) ?? new Set();
    listeners.set(searchId, group.add(done));
    if (signal?.aborted) done();
  });
}
