"use client";

import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { DataTable, type Sort } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan, useViewer } from "@/app/_ui/viewer";
import type { AccountState } from "./account-state";
import { ChosenBar } from "./chosen-bar";
import { foundColumns } from "./found-columns";
import { FoundFilter } from "./found-filter";
import styles from "./media-buys.module.css";
import { Pager } from "./pager";
import { type Filter, useTicks } from "./use-ticks";

type FoundBuysProps = {
  readonly accountId: string;
  readonly sellerName: string;
  readonly state: AccountState;
  readonly isMoving: boolean;
};

const sortKeys = ["name", "sellerStatus", "endAt", "totalMicros"] as const;
const unfiltered: Filter = { text: "", statuses: [], origin: "all" };

/** What the account lists, a page at a time however many there are: search, filter, sort, tick, take over. */
export function FoundBuys({ accountId, sellerName, state, isMoving }: FoundBuysProps) {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const mayTake = useCan("campaign:submit");
  const [typed, setTyped] = useState<Filter>(unfiltered);
  const [text] = useDebouncedValue(typed.text.trim(), 180);
  const [sort, setSort] = useState<Sort>({ key: "name", direction: "asc" });
  const [page, setPage] = useState(0);
  const ticks = useTicks();
  const filter = { ...typed, text };
  const key = sortKeys.find((one) => one === sort.key) ?? "name";
  const found = useQuery(
    trpc.adopt.list.queryOptions(
      { accountId, ...filter, statuses: [...filter.statuses], sort: key, descending: sort.direction === "desc", page },
      { placeholderData: keepPreviousData, refetchInterval: isMoving ? 2_000 : false },
    ),
  );
  const refusal = refusalOf(found.error);
  const { rows, total = 0, open = 0, pageSize = 50 } = found.data ?? {};
  const show = (next: Filter) => {
    setTyped(next);
    setPage(0);
    ticks.clear();
  };
  return (
    <section aria-label="Media buys found" className={styles.found}>
      <FoundFilter filter={typed} onFilter={show} state={state} />
      {refusal && (
        <Failure
          title="The list could not be loaded"
          message={refusal.message}
          retry={() => found.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Media buys found"
        columns={foundColumns({ ticks: mayTake && !isMoving ? ticks : null, rows: rows ?? [], timeZone })}
        rows={rows}
        rowKey={(row) => row.id}
        isSelected={ticks.isTicked}
        sorting={{
          sort,
          onSort: (next) => {
            setSort(next);
            setPage(0);
          },
        }}
        empty={
          <EmptyState
            title="Nothing matches"
            text="No media buy of the account fits this filter."
            action={<Button onClick={() => show(unfiltered)}>Clear the filter</Button>}
          />
        }
      />
      <Pager page={page} pageSize={pageSize} total={total} onPage={setPage} />
      {mayTake && !isMoving && (
        <ChosenBar accountId={accountId} sellerName={sellerName} ticks={ticks} filter={filter} open={open} />
      )}
    </section>
  );
}
