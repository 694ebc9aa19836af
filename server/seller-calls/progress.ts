import { EventEmitter } from "node:events";

const slot = Symbol.for("flightdeck.progress");

/** One emitter a process, however often Next bundles this module. */
function emitter(): EventEmitter {
  const kept = globalThis as { [slot]?: EventEmitter };
  kept[slot] ??= new EventEmitter().setMaxListeners(0);
  return kept[slot];
}

const everybody = Symbol.for("flightdeck.progress.every");

/** Says that a change of this set may have moved. Only a hint: readers re-read the rows. Call it after the commit. */
export function notifyChange(changeSetId: string): void {
  changeHeard(changeSetId);
  emitter().emit(everybody, changeSetId);
}

/** Another process said it: for who waits here. */
export function changeHeard(changeSetId: string): void {
  emitter().emit(changeSetId);
}

/** Calls `listener` with every change set that something in this process moved. */
export function onChangeNotified(listener: (changeSetId: string) => void): void {
  emitter().on(everybody, listener);
}

/** Resolves at the next hint for this change set, or after `timeoutMs`, or when `signal` aborts; never rejects. */
export function waitForChange(changeSetId: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      emitter().off(changeSetId, done);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, timeoutMs);
    emitter().once(changeSetId, done);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
  });
}
