"use client";

import { useMemo, useSyncExternalStore } from "react";

const listeners = new Set<() => void>();

/** Ticked rows, kept in this browser tab so that a reload or a look at a product loses none. */
export function useChosen(searchId: string) {
  const key = `flightdeck:chosen:${searchId}`;
  const text = useSyncExternalStore(subscribe, () => window.sessionStorage.getItem(key) ?? "", noText);
  const chosen = useMemo(() => new Set(text === "" ? [] : text.split(",")), [text]);
  const keep = (ids: Iterable<string>) => {
    window.sessionStorage.setItem(key, [...ids].join(","));
    for (const listener of listeners) listener();
  };
  const toggle = (ids: readonly string[], wanted: boolean) => {
    const others = [...chosen].filter((id) => !ids.includes(id));
    keep(wanted ? [...others, ...ids] : others);
  };
  return { chosen, toggle, clear: () => keep([]) };
}

const noText = () => "";

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
