"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { DataTable, type Sort } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { mediaBuyColumns } from "./media-buy-columns";
import { isUnfiltered, MediaBuyFilter, type MediaBuyFilterValue, noFilter } from "./media-buy-filter";

type SortKey = "updatedAt" | "name" | "endAt" | "totalMicros";

/** Every media buy of the organisation: filter, sort, page by page. */
export function MediaBuyList() {
  const trpc = useTRPC();
  const [filter, setFilter] = useState<MediaBuyFilterValue>(noFilter);
  const [sort, setSort] = useState<{ key: SortKey; direction: "asc" | "desc" }>({
    key: "updatedAt",
    direction: "desc",
  });
  const buys = useInfiniteQuery(
    trpc.mediaBuys.list.infiniteQueryOptions(
      {
        status: filter.status ? [filter.status] : [],
        salesAgentId: filter.salesAgentId,
        text: filter.text,
        sort: sort.key,
        descending: sort.direction === "desc",
      },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 10_000, placeholderData: (previous) => previous },
    ),
  );
  const refusal = refusalOf(buys.error);
  return (
    <>
      <PageHead title="Media buys" note="One per seller, account and currency of a campaign" />
      <MediaBuyFilter filter={filter} onFilter={setFilter} />
      {refusal && (
        <Failure
          title="The media buys could not be loaded"
          message={refusal.message}
          retry={() => buys.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Media buys"
        columns={mediaBuyColumns}
        rows={buys.data?.pages.flatMap((page) => page.rows)}
        rowKey={(buy) => buy.id}
        sorting={{ sort, onSort: (next) => setSort(toSort(next)) }}
        empty={<NoBuys filtered={!isUnfiltered(filter)} onClear={() => setFilter(noFilter)} />}
      />
      {buys.hasNextPage && (
        <p style={{ marginTop: 12 }}>
          <Button disabled={buys.isFetchingNextPage} onClick={() => buys.fetchNextPage()}>
            {buys.isFetchingNextPage ? "Loading more…" : "Show more"}
          </Button>
        </p>
      )}
    </>
  );
}

function toSort(sort: Sort): { key: SortKey; direction: "asc" | "desc" } {
  const keys: readonly SortKey[] = ["updatedAt", "name", "endAt", "totalMicros"];
  return { key: keys.find((key) => key === sort.key) ?? "updatedAt", direction: sort.direction };
}

function NoBuys({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState
        title="Nothing matches"
        text="No media buy fits this filter."
        action={<Button onClick={onClear}>Clear the filter</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="No media buys yet"
      text="Plan a campaign, choose products and send it for approval: each seller's part becomes a media buy."
      action={
        <Button component={Link} href="/campaigns">
          Go to campaigns
        </Button>
      }
    />
  );
}
