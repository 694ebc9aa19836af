"use client";

import { useQueryClient } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { type MouseEvent, useCallback, useDeferredValue, useMemo, useRef, useState, useTransition } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { OrderNote } from "@/app/_ui/order-note";
import { PageHead } from "@/app/_ui/page-head";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { BuyDrawer } from "./buy-drawer";
import { BuyGrid, gridId } from "./buy-grid";
import styles from "./buy-grid.module.css";
import type { RowActs } from "./buy-row";
import { ChosenBar } from "./chosen-bar";
import type { BuySort } from "./grid-head";
import { useMarks } from "./marks";
import { isUnfiltered, MediaBuyFilter, type MediaBuyFilterValue, noFilter } from "./media-buy-filter";
import { type SortKey, useBuyPages, type View } from "./use-buy-pages";
import { useChosenBuys } from "./use-chosen-buys";

// Not before something was sent.
const FollowStaged = dynamic(() => import("./follow-staged").then((module) => module.FollowStaged));

/** Every media buy of the organisation: filter, sort, steer one or many; ten thousand are scrolled like ten. */
export function MediaBuyList() {
  const [filter, setFilter] = useState<MediaBuyFilterValue>(noFilter);
  const [sort, setSort] = useState<BuySort>({ key: "updatedAt", direction: "desc" });
  const mayPause = useCan("media_buy:pause");
  const mayEdit = useCan("media_buy:edit");
  const list = useList(filter, sort);
  const { marks, markEach, act, followed, unfollow } = useMarks();
  const { chosen, tick, all, clear } = useChosenBuys(list.rowAt, list.rows);
  const follow = useFollowLink();
  const { look, ...drawer } = useLooked(list);
  const acts: RowActs = useMemo(
    () => ({ steer: mayPause ? act : null, mayEdit, tick, look, follow }),
    [mayPause, mayEdit, act, tick, look, follow],
  );
  const onSort = useCallback((key: SortKey) => setSort((shown) => ({ key, direction: directionOf(key, shown) })), []);
  const [isHanding, startHanding] = useTransition();
  const pauseChosen = useCallback(
    (paused: boolean) =>
      // Asked for at once, and the bar says so in the next frame; the rows follow in those after it.
      startHanding(() => {
        act.pause([...chosen], paused);
        clear();
      }),
    [act, chosen, clear],
  );
  // The box that was pressed and the bar come first, hundreds of rows after them.
  const shownChosen = useDeferredValue(chosen);
  const shownLooked = useDeferredValue(drawer.buy?.id ?? null);
  return (
    <>
      <PageHead title="Media buys" note="One per seller, account and currency of a campaign" />
      <div className={styles.tools}>
        <MediaBuyFilter filter={filter} onFilter={setFilter} />
        <OrderNote hasMoved={list.hasMoved} onRefresh={list.refresh} />
      </div>
      {mayPause && (
        <ChosenBar
          count={chosen.size}
          canChoose={list.count > 0}
          isHanding={isHanding}
          onClear={clear}
          onPause={pauseChosen}
        />
      )}
      <ListFailure error={list.error} retry={list.retry} />
      {list.count === 0 && !list.isLoading ? (
        <NoBuys filtered={!isUnfiltered(filter)} onClear={() => setFilter(noFilter)} />
      ) : (
        <BuyGrid
          {...list.grid}
          sort={sort}
          onSort={onSort}
          marks={marks}
          chosen={shownChosen}
          ticked={chosen.size === 0 ? "none" : chosen.size < Math.min(list.count, 500) ? "some" : "all"}
          onAll={all}
          looked={shownLooked}
          acts={acts}
        />
      )}
      {followed.length > 0 && <FollowStaged followed={followed} markEach={markEach} unfollow={unfollow} />}
      <BuyDrawer {...drawer} />
    </>
  );
}

/** The pages of the list that are in view. What is typed or pressed shows first; its rows are looked for after that was painted. */
function useList(filter: MediaBuyFilterValue, sort: BuySort) {
  const [view, onView] = useState<View>({ from: 0, to: 0 });
  const { status, salesAgentId, text } = useDeferredValue(filter);
  const { key, direction } = useDeferredValue(sort);
  const { turn, refresh } = useTurns();
  const pages = useBuyPages(
    { status: status ? [status] : [], salesAgentId, text, sort: key, descending: direction === "desc" },
    view,
    turn,
  );
  const asked = [status, salesAgentId, text, key, direction, turn].join(" ");
  const wanted = [filter.status, filter.salesAgentId, filter.text, sort.key, sort.direction, turn].join(" ");
  const { count, rowAt, rows, placeOf, hasMore, isLoading, hasMoved, error, retry } = pages;
  const grid = { count, rowAt, hasMore, isLoading, isOld: pages.isOld || asked !== wanted, asked, onView };
  return { grid, count, rowAt, rows, placeOf, isLoading, hasMoved, refresh, error, retry };
}

type Looked = Pick<ReturnType<typeof useList>, "rowAt" | "placeOf">;

/** What the drawer shows: as the list has it now, or as it was last when another filter has taken it out. */
function useLooked({ rowAt, placeOf }: Looked) {
  const [pressed, look] = useState<MediaBuyRow | null>(null);
  const place = pressed && placeOf(pressed.id);
  const buy = place === null ? pressed : (rowAt(place) ?? pressed);
  const [above, below] = place === null ? [] : [rowAt(place - 1), rowAt(place + 1)];
  const [hasAbove, hasBelow] = [above !== undefined, below !== undefined];
  const beside = useMemo(() => ({ above: hasAbove, below: hasBelow }), [hasAbove, hasBelow]);
  const latest = useRef({ above, below });
  latest.current = { above, below };
  const onStep = useCallback((rows: 1 | -1) => {
    const next = rows === 1 ? latest.current.below : latest.current.above;
    if (next) look(next);
  }, []);
  const onClose = useCallback(() => look(null), []);
  return { buy, beside, onStep, onClose, look };
}

/** The list is put in order anew when that is asked for; the keyboard goes to its top. */
function useTurns() {
  const [turn, setTurn] = useState(0);
  const queryClient = useQueryClient();
  const trpc = useTRPC();
  const refresh = useCallback(() => {
    void queryClient.invalidateQueries({ ...trpc.mediaBuys.list.queryFilter(), refetchType: "none" });
    setTurn((before) => before + 1);
    document.getElementById(gridId)?.focus();
  }, [queryClient, trpc]);
  return { turn, refresh };
}

/** A plain press stays in the app; one that asks for another tab, and the keyboard's, are the browser's own. */
function useFollowLink() {
  const router = useRouter();
  return useCallback(
    (event: MouseEvent<HTMLAnchorElement>) => {
      if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      router.push(event.currentTarget.getAttribute("href") ?? "");
    },
    [router],
  );
}

function directionOf(key: SortKey, shown: BuySort): BuySort["direction"] {
  return shown.key === key && shown.direction === "asc" ? "desc" : "asc";
}

function ListFailure({ error, retry }: { readonly error: unknown; readonly retry: () => void }) {
  const refusal = refusalOf(error);
  if (!refusal) return null;
  return (
    <Failure
      title="The media buys could not be loaded"
      message={refusal.message}
      retry={retry}
      requestId={refusal.requestId}
    />
  );
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
