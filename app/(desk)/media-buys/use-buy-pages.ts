"use client";

import { useQueries, useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import type { MediaBuyStatus } from "@/server/domain/media-buy/status";
import { type HeldOrder, hasMoved, nothingHeld, withPage, withRows } from "./held-order";
import { pageSize } from "./page-size";

export type SortKey = "updatedAt" | "name" | "endAt" | "totalMicros";
export type ListFilter = {
  readonly status: MediaBuyStatus[];
  readonly salesAgentId: string | null;
  readonly text: string;
  readonly sort: SortKey;
  readonly descending: boolean;
};
/** Rows, `to` exclusive. */
export type View = { readonly from: number; readonly to: number };

type Kept = {
  readonly key: string;
  readonly held: HeldOrder;
  /** When its first page was read, ms; until then of the filter before, or nothing. */
  readonly readAt: number;
};

/** The view is told in such steps, rounded down: so many rows beyond its end may be seen. */
const viewStep = 50;
/** Rows that are read again together. */
const block = 25;
/** Those updated last, by which is seen that the order has changed. */
const newestCount = 20;
const none: readonly MediaBuyRow[] = [];
const pace = { refetchInterval: 10_000, gcTime: 30_000 };

/**
 * The list page by page, as far as somebody has scrolled, in the order that it had when it was asked for (`turn` asks anew). Only the rows in
 * view are read again while it stands open, by themselves, so ten thousand rows cost what thirty do and none leaves its place.
 */
export function useBuyPages(filter: ListFilter, view: View, turn: number) {
  const key = JSON.stringify([filter, turn]);
  const [kept, setKept] = useState<Kept>({ key, held: nothingHeld, readAt: 0 });
  const held = kept.key === key ? kept.held : nothingHeld;
  const page = useNextPage(filter, held, view);
  const { rows, error: rowsError } = useRowsInView(held, view);
  const newest = useNewest(filter, kept.readAt, held.pages > 0);
  const next = nowHeld(held, page, rows);
  if (next !== held) setKept({ key, held: next, readAt: held.pages === 0 ? page.dataUpdatedAt : kept.readAt });
  // `key` is the filter: all of a long list is not looked through for every press.
  const moved = useMemo(() => next.pages > 0 && hasMoved(next, newest, filter), [next, newest, key]);
  const shown = next.pages > 0 ? next : shownUntilRead(kept.held, page.data);
  // The same while the rows are the same: what draws them is not drawn again for anything else.
  const rowAt = useCallback((row: number): MediaBuyRow | undefined => shown.rows[row], [shown.rows]);
  return {
    count: shown.rows.length,
    rowAt,
    placeOf: (id: string) => shown.places.get(id) ?? null,
    /** All that was scrolled to, in order. */
    rows: () => shown.rows,
    hasMore: shown.nextCursor !== null,
    isOld: next.pages === 0 && shown.pages > 0,
    isLoading: shown.pages === 0,
    hasMoved: moved,
    error: page.error ?? rowsError,
    retry: () => void page.refetch(),
  };
}

function nowHeld(held: HeldOrder, page: ReturnType<typeof useNextPage>, rows: readonly (readonly MediaBuyRow[])[]) {
  const { data, isFetching, isWanted } = page;
  return rows.reduce(withRows, isWanted && data && !isFetching ? withPage(held, data) : held);
}

/** Until the first page of another filter is here, the rows of the one before stay where they are; at first, those of the last visit. */
function shownUntilRead(before: HeldOrder, page: ReturnType<typeof useNextPage>["data"]): HeldOrder {
  return before.pages === 0 && page ? withPage(nothingHeld, page) : before;
}

/** The first page, and one more as the end of what is known comes near. */
function useNextPage(filter: ListFilter, { pages, nextCursor, rows }: HeldOrder, view: View) {
  const isWanted = pages === 0 || (nextCursor !== null && view.to + pageSize / 2 >= rows.length);
  const page = useQuery(
    useTRPC().mediaBuys.list.queryOptions(
      { ...filter, limit: pageSize, cursor: nextCursor },
      { enabled: isWanted, gcTime: pace.gcTime },
    ),
  );
  const { data, dataUpdatedAt, isFetching, error, refetch } = page;
  return { data, dataUpdatedAt, isFetching, error, refetch, isWanted };
}

/** What is in view, as it is now. */
function useRowsInView({ loaded }: HeldOrder, view: View) {
  const trpc = useTRPC();
  const asked: string[][] = [];
  for (
    let from = Math.floor(view.from / block) * block;
    from < Math.min(view.to + viewStep, loaded.length);
    from += block
  ) {
    asked.push(loaded.slice(from, from + block).map((row) => row.id));
  }
  const answers = useQueries({
    queries: asked.map((mediaBuyIds) => trpc.mediaBuys.rows.queryOptions({ mediaBuyIds }, pace)),
  });
  return {
    rows: answers.flatMap(({ data }) => (data ? [data] : [])),
    error: answers.find((answer) => answer.error)?.error ?? null,
  };
}

/** What the same filter finds that was updated last, if it was read since the list was. */
function useNewest(filter: ListFilter, readAt: number, enabled: boolean): readonly MediaBuyRow[] {
  const asked = { ...filter, sort: "updatedAt" as const, descending: true, limit: newestCount, cursor: null };
  const { data, dataUpdatedAt } = useQuery(
    useTRPC().mediaBuys.list.queryOptions(asked, {
      ...pace,
      enabled,
      // When the list was read nothing was newer.
      ...(enabled ? { initialData: { rows: [], nextCursor: null, counts: null }, initialDataUpdatedAt: readAt } : {}),
    }),
  );
  return data && dataUpdatedAt > readAt ? data.rows : none;
}
