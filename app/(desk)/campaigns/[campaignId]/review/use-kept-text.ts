"use client";

import { useCallback, useSyncExternalStore } from "react";
import { useViewer } from "@/app/_ui/viewer";

const readers = new Set<() => void>();

function subscribe(reader: () => void): () => void {
  readers.add(reader);
  return () => readers.delete(reader);
}

/** A text that is being typed and survives a reload of this tab; the browser's own store is its only place. */
export function useKeptText(of: string): readonly [string, (text: string) => void] {
  // One tab may see several people, one after the other.
  const name = `${of}:${useViewer().userId}`;
  const text = useSyncExternalStore(
    subscribe,
    () => sessionStorage.getItem(name) ?? "",
    () => "",
  );
  const keep = useCallback(
    (next: string) => {
      if (next === "") sessionStorage.removeItem(name);
      else sessionStorage.setItem(name, next);
      for (const reader of readers) reader();
    },
    [name],
  );
  return [text, keep];
}
