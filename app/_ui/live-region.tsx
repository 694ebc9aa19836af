"use client";

import { useSyncExternalStore } from "react";

let words = "";
const readers = new Set<() => void>();

/** Says `text` to screen readers, politely: what happened out of sight ("Tagblatt confirmed"). */
export function announce(text: string): void {
  // A repeated sentence is only read again when the node's text differs.
  words = text === words ? `${text}\u00a0` : text;
  for (const read of readers) read();
}

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** Mounted once by the shell. */
export function LiveRegion() {
  const text = useSyncExternalStore(
    subscribe,
    () => words,
    () => "",
  );
  return (
    <div className="visually-hidden" role="status" aria-live="polite">
      {text}
    </div>
  );
}
