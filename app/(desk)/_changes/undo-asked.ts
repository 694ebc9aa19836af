import { useSyncExternalStore } from "react";

let asked: string | null = null;
const readers = new Set<() => void>();

/** Opens the undo of a change set over whatever page is shown; null closes it. */
export function askUndo(changeSetId: string | null): void {
  asked = changeSetId;
  for (const read of readers) read();
}

/** The change set whose undo is open, or null. */
export function useUndoAsked(): string | null {
  return useSyncExternalStore(
    subscribe,
    () => asked,
    () => null,
  );
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}
