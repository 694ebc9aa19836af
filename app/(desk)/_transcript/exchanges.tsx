"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useViewer } from "@/app/_ui/viewer";
import type { StatusClass } from "@/server/domain/transcript/exchange";
import { CompareExchanges } from "./compare-exchanges";
import { ExchangeDrawer } from "./exchange-drawer";
import { ExchangeTable } from "./exchange-table";
import { momentWords } from "./exchange-words";
import styles from "./transcript.module.css";
import { useLastLook } from "./use-last-look";

export type ExchangesOf = {
  readonly salesAgentId?: string | null;
  readonly tool?: string | null;
  readonly way?: "out" | "in" | null;
  readonly statusClass?: StatusClass | null;
  readonly mediaBuyId?: string | null;
  readonly campaignId?: string | null;
  readonly changeId?: string | null;
  readonly text?: string;
  readonly from?: string | null;
  readonly to?: string | null;
};

type ExchangesProps = {
  readonly caption: string;
  readonly of: ExchangesOf;
  readonly empty: ReactNode;
  /** Read again every second: something is under way. */
  readonly live?: boolean | undefined;
};

const liveMs = 1_000;

/** Exchanges with sellers: the list, one beside it when it is opened, two against each other when they are picked. */
export function Exchanges({ caption, of, empty, live }: ExchangesProps) {
  const list = useInfiniteQuery(
    useTRPC().transcript.list.infiniteQueryOptions(of, {
      getNextPageParam: (page) => page.nextCursor,
      ...(live ? { refetchInterval: liveMs } : {}),
    }),
  );
  useLastLook(live === true, () => void list.refetch());
  const [openId, setOpenId] = useState<string | null>(null);
  const [picked, setPicked] = useState<readonly string[]>([]);
  const refusal = refusalOf(list.error);
  const pick = (id: string) =>
    setPicked(picked.includes(id) ? picked.filter((one) => one !== id) : [...picked.slice(-1), id]);
  const rows = list.data?.pages.flatMap((page) => page.rows);
  return (
    <>
      {refusal && (
        <Failure
          title="The exchanges could not be loaded"
          message={refusal.message}
          retry={() => list.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {picked.length > 0 && <Picked picked={picked} rows={rows ?? []} onClear={() => setPicked([])} />}
      {!(refusal && !rows) && (
        <ExchangeTable
          caption={caption}
          rows={rows}
          openId={openId}
          onOpen={setOpenId}
          picked={picked}
          onPick={pick}
          ofOneChange={Boolean(of.changeId)}
          empty={list.hasNextPage ? <p className={`dim ${styles.more}`}>Nothing in the newest of them.</p> : empty}
        />
      )}
      {list.hasNextPage && (
        <ShowOlder
          searchedTo={list.data?.pages.at(-1)?.searchedTo ?? null}
          busy={list.isFetchingNextPage}
          onMore={() => list.fetchNextPage()}
        />
      )}
      <ExchangeDrawer exchangeId={openId} onOpen={setOpenId} onClose={() => setOpenId(null)} />
    </>
  );
}

type ShowOlderProps = { readonly searchedTo: string | null; readonly busy: boolean; readonly onMore: () => void };

function ShowOlder({ searchedTo, busy, onMore }: ShowOlderProps) {
  const { timeZone } = useViewer();
  return (
    <p className={styles.more}>
      <Button disabled={busy} onClick={onMore}>
        {busy ? "Loading older…" : searchedTo ? "Search further back" : "Show older"}
      </Button>{" "}
      {searchedTo && <span className="sm dim">searched back to {momentWords(searchedTo, timeZone)}</span>}
    </p>
  );
}

type PickedProps = {
  readonly picked: readonly string[];
  readonly rows: readonly { readonly id: string; readonly at: string }[];
  readonly onClear: () => void;
};

function Picked({ picked, rows, onClear }: PickedProps) {
  const [isOpen, setOpen] = useState(false);
  const at = (id: string) => rows.find((row) => row.id === id)?.at ?? "";
  const [first, second] = [...picked].sort((a, b) => at(a).localeCompare(at(b)));
  return (
    <div className={styles.picked} role="status">
      <span className="sm">{second ? "Two picked" : "One picked: pick another to compare it with"}</span>
      {second && (
        <Button variant="filled" onClick={() => setOpen(true)}>
          Compare the two
        </Button>
      )}
      <Button onClick={onClear}>Clear</Button>
      <Dialog open={isOpen} onClose={() => setOpen(false)} title="Two exchanges compared" width="860px">
        {first && second && <CompareExchanges first={first} second={second} />}
      </Dialog>
    </div>
  );
}
