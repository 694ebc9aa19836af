"use client";

import Link from "next/link";
import { useEffect, useMemo, useState } from "react";
import { Button } from "@/app/_ui/button";
import type { Sort } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { useVirtualRows } from "@/app/_ui/use-virtual-rows";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { BuyDrawer } from "./buy-drawer";
import { BuyGrid, rowHeight } from "./buy-grid";
import type { RowActs } from "./buy-row";
import { ChosenBar } from "./chosen-bar";
import { FollowStaged } from "./follow-staged";
import { useMarks } from "./marks";
import { isUnfiltered, MediaBuyFilter, type MediaBuyFilterValue, noFilter } from "./media-buy-filter";
import { type SortKey, useBuyPages } from "./use-buy-pages";
import { useChosenBuys } from "./use-chosen-buys";

type BuySort = { readonly key: SortKey; readonly direction: "asc" | "desc" };

/** Every media buy of the organisation: filter, sort, steer one or many; ten thousand are scrolled like ten. */
export function MediaBuyList() {
  const [filter, setFilter] = useState<MediaBuyFilterValue>(noFilter);
  const [sort, setSort] = useState<BuySort>({ key: "updatedAt", direction: "desc" });
  const [looked, setLooked] = useState<MediaBuyRow | null>(null);
  const mayPause = useCan("media_buy:pause");
  const mayEdit = useCan("media_buy:edit");
  const list = useList(filter, sort);
  const { marks, markEach, act, followed, unfollow } = useMarks();
  const { chosen, tick, all, clear } = useChosenBuys(list.rowAt, list.rows);
  const acts: RowActs = useMemo(
    () => ({ steer: mayPause ? act : null, mayEdit, tick, look: setLooked }),
    [mayPause, mayEdit, act, tick],
  );
  const refusal = refusalOf(list.error);
  return (
    <>
      <PageHead title="Media buys" note="One per seller, account and currency of a campaign" />
      <MediaBuyFilter filter={filter} onFilter={setFilter} />
      {mayPause && (
        <ChosenBar
          count={chosen.size}
          onClear={clear}
          onPause={(paused) => {
            act.pause([...chosen], paused);
            clear();
          }}
        />
      )}
      {refusal && (
        <Failure
          title="The media buys could not be loaded"
          message={refusal.message}
          retry={list.retry}
          requestId={refusal.requestId}
        />
      )}
      {list.count === 0 && !list.isLoading ? (
        <NoBuys filtered={!isUnfiltered(filter)} onClear={() => setFilter(noFilter)} />
      ) : (
        <BuyGrid
          {...list}
          sort={sort}
          onSort={(next) => setSort(toSort(next))}
          marks={marks}
          chosen={chosen}
          onAll={all}
          acts={acts}
        />
      )}
      <FollowStaged followed={followed} markEach={markEach} unfollow={unfollow} />
      <BuyDrawer buy={looked} onClose={() => setLooked(null)} />
    </>
  );
}

/** The pages of the list and which of their rows are in view; another filter or order begins at the top. */
function useList({ status, salesAgentId, text }: MediaBuyFilterValue, { key, direction }: BuySort) {
  const [view, setView] = useState({ from: 0, to: 0 });
  const pages = useBuyPages(
    { status: status ? [status] : [], salesAgentId, text, sort: key, descending: direction === "desc" },
    view,
  );
  const virtual = useVirtualRows(pages.count, rowHeight);
  if (virtual.from !== view.from || virtual.to !== view.to) setView({ from: virtual.from, to: virtual.to });
  const { scrollTo } = virtual;
  const asked = [status, salesAgentId, text, key, direction].join(" ");
  // Whenever something else is asked for.
  useEffect(() => {
    void asked;
    scrollTo(0);
  }, [asked, scrollTo]);
  return { ...pages, virtual };
}

function toSort(sort: Sort): BuySort {
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
