"use client";

import { useCallback, useRef, useState } from "react";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";

/** The most that one request pauses. */
const most = 500;
const none: ReadonlySet<string> = new Set();

/** Ticked rows, by id: they stay ticked wherever the list is scrolled, sorted or filtered to. */
export function useChosenBuys(rowAt: (row: number) => MediaBuyRow | undefined, rows: () => readonly MediaBuyRow[]) {
  const [chosen, setChosen] = useState(none);
  const latest = useRef({ rowAt, rows, chosen, last: 0 });
  latest.current = { ...latest.current, rowAt, rows, chosen };

  const choose = useCallback((next: ReadonlySet<string>) => {
    latest.current.chosen = next;
    setChosen(next);
  }, []);
  /** Answers whether that row is ticked now: beyond the most it is not. */
  const tick = useCallback(
    (row: number, isRange: boolean): boolean => {
      const { chosen: before, last, rowAt: at } = latest.current;
      const from = isRange ? last : row;
      latest.current.last = row;
      const ids = idsBetween(Math.min(from, row), Math.max(from, row), at);
      const id = at(row)?.id ?? "";
      const next = before.has(id)
        ? new Set([...before].filter((one) => !ids.includes(one)))
        : new Set([...before, ...ids].slice(0, most));
      choose(next);
      return next.has(id);
    },
    [choose],
  );
  const all = useCallback(() => {
    const { chosen: before, rows: loaded } = latest.current;
    const first = loaded().slice(0, most);
    choose(before.size > 0 ? none : new Set(first.map((buy) => buy.id)));
  }, [choose]);
  const clear = useCallback(() => choose(none), [choose]);
  return { chosen, tick, all, clear };
}

function idsBetween(from: number, to: number, rowAt: (row: number) => MediaBuyRow | undefined): readonly string[] {
  const ids: string[] = [];
  for (let row = from; row <= to; row += 1) ids.push(rowAt(row)?.id ?? "");
  return ids.filter(Boolean);
}
