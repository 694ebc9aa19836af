"use client";

import { useCallback, useRef, useState } from "react";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";

/** The most that one request pauses. */
const most = 500;
const none: ReadonlySet<string> = new Set();

/** Ticked rows, by id: they stay ticked wherever the list is scrolled, sorted or filtered to. */
export function useChosenBuys(rowAt: (row: number) => MediaBuyRow | undefined, rows: () => readonly MediaBuyRow[]) {
  const [chosen, setChosen] = useState(none);
  const latest = useRef({ rowAt, rows, last: 0 });
  latest.current = { ...latest.current, rowAt, rows };

  const tick = useCallback((row: number, isRange: boolean) => {
    const from = isRange ? latest.current.last : row;
    latest.current.last = row;
    const ids = idsBetween(Math.min(from, row), Math.max(from, row), latest.current.rowAt);
    const id = latest.current.rowAt(row)?.id ?? "";
    setChosen((before) => {
      if (before.has(id)) return new Set([...before].filter((one) => !ids.includes(one)));
      return new Set([...before, ...ids].slice(0, most));
    });
  }, []);

  const all = useCallback(() => {
    setChosen((before) =>
      before.size > 0
        ? none
        : new Set(
            latest.current
              .rows()
              .slice(0, most)
              .map((buy) => buy.id),
          ),
    );
  }, []);
  const clear = useCallback(() => setChosen(none), []);
  return { chosen, tick, all, clear };
}

function idsBetween(from: number, to: number, rowAt: (row: number) => MediaBuyRow | undefined): readonly string[] {
  const ids: string[] = [];
  for (let row = from; row <= to; row += 1) ids.push(rowAt(row)?.id ?? "");
  return ids.filter(Boolean);
}
