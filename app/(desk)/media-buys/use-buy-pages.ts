"use client";

import { useQueries } from "@tanstack/react-query";
import { useCallback, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import type { RouterOutput } from "@/server/api/root";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import type { MediaBuyStatus } from "@/server/domain/media-buy/status";
import { wantedPages, withPage } from "./page-chain";
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
type Page = RouterOutput["mediaBuys"]["list"];
type Kept = { readonly key: string; readonly pages: readonly Page[] };

/**
 * The list page by page, as far as somebody has scrolled. Only the pages in view (`from`..`to` rows) are asked for again while the
 * list stands open, so ten thousand rows cost what thirty do; each begins after the last row that the page before it shows now.
 */
export function useBuyPages(filter: ListFilter, view: View) {
  const trpc = useTRPC();
  const key = JSON.stringify(filter);
  const [kept, setKept] = useState<Kept>({ key, pages: [] });
  const pages = kept.key === key ? kept.pages : [];
  const wanted = wantedPages(pages, view);
  const answers = useQueries({
    queries: wanted.map((page) =>
      trpc.mediaBuys.list.queryOptions(
        { ...filter, limit: pageSize, cursor: page === 0 ? null : (pages[page - 1]?.nextCursor ?? null) },
        { refetchInterval: 10_000, gcTime: 30_000 },
      ),
    ),
  });
  const next = answers.reduce<readonly Page[]>(
    (sum, { data }, index) => withPage(sum, wanted[index] ?? 0, data),
    pages,
  );
  if (next !== pages) setKept({ key, pages: next });
  // Until the first page of another filter is here, the rows of the one before stay where they are.
  const shown = next.length > 0 ? next : kept.pages;
  const last = shown.at(-1);
  // The same while the rows are the same: what draws them is not drawn again for anything else.
  const rowAt = useCallback(
    (row: number): MediaBuyRow | undefined => shown[Math.floor(row / pageSize)]?.rows[row % pageSize],
    [shown],
  );
  return {
    count: last ? (shown.length - 1) * pageSize + last.rows.length : 0,
    rowAt,
    /** All that was scrolled to, in order. */
    rows: () => shown.flatMap((page) => page.rows),
    hasMore: last?.nextCursor != null,
    isOld: next.length === 0 && shown.length > 0,
    isLoading: shown.length === 0,
    error: answers.find((answer) => answer.error)?.error ?? null,
    retry: () => {
      for (const answer of answers) void answer.refetch();
    },
  };
}
