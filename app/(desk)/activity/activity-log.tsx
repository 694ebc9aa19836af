"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { When } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { PageHead } from "@/app/_ui/page-head";
import { useCan, useViewer } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";
import { ActivityFilter, type Filter, noFilter } from "./activity-filter";
import { RecordedValues } from "./recorded-values";
import { VerifyChain } from "./verify-chain";

type Row = RouterOutput["activity"]["list"]["rows"][number];

/** What happened, newest first: who, what, before and after. Nothing here can be edited. */
export function ActivityLog() {
  const trpc = useTRPC();
  const { timeZone } = useViewer();
  const mayExamine = useCan("organisation:write");
  const [filter, setFilter] = useState<Filter>(noFilter);
  const log = useInfiniteQuery(
    trpc.activity.list.infiniteQueryOptions(
      { text: filter.text, actorId: filter.actorId, subjectType: filter.subjectType },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const refusal = refusalOf(log.error);
  const filtered = filter !== noFilter;
  return (
    <>
      <PageHead
        title="Activity"
        note={`Times in ${timeZone}`}
        actions={
          <>
            {mayExamine && <Link href="/doctor">Examine all books</Link>}
            <VerifyChain />
          </>
        }
      />
      <ActivityFilter filter={filter} onFilter={setFilter} />
      {refusal && (
        <Failure
          title="The record could not be loaded"
          message={refusal.message}
          retry={() => log.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Recorded activity, newest first"
        columns={columnsIn(timeZone)}
        rows={log.data?.pages.flatMap((page) => page.rows)}
        rowKey={(row) => row.id}
        empty={
          <EmptyState
            title={filtered ? "Nothing matches" : "Nothing has happened yet"}
            text={
              filtered
                ? "Change or clear the filter."
                : "Each change of a plan, a buy or an agent is recorded here with who made it."
            }
            action={filtered ? <Button onClick={() => setFilter(noFilter)}>Clear the filter</Button> : undefined}
          />
        }
      />
      {log.hasNextPage && (
        <p style={{ marginTop: 12 }}>
          <Button disabled={log.isFetchingNextPage} onClick={() => log.fetchNextPage()}>
            {log.isFetchingNextPage ? "Loading older…" : "Show older"}
          </Button>
        </p>
      )}
    </>
  );
}

function columnsIn(zone: string): readonly Column<Row>[] {
  return [
    { key: "seq", header: "No.", align: "end", width: "64px", cell: (row) => row.seq },
    { key: "at", header: "When", width: "160px", cell: (row) => <When instant={row.at} zone={zone} hideZone /> },
    { key: "actor", header: "Who", width: "160px", cell: (row) => row.actorName },
    {
      key: "what",
      header: "What",
      isRowHeader: true,
      cell: (row) => <span style={{ fontWeight: 400 }}>{row.summary}</span>,
    },
    {
      key: "values",
      header: "Before → after",
      width: "30%",
      cell: (row) => <RecordedValues before={row.before} after={row.after} />,
    },
  ];
}
