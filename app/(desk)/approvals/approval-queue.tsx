"use client";

import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Age } from "@/app/_ui/date";
import { BeforeAfter } from "@/app/_ui/diff";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import { PageHead } from "@/app/_ui/page-head";
import { StatusBadge } from "@/app/_ui/status";
import { statusLook } from "@/app/_ui/status-words";
import { Strip, StripCell, Strips } from "@/app/_ui/strip";
import type { ChangeSetRow } from "@/server/api/views/change-view";
import { percentChange } from "./percent-change";

type Tab = "waiting" | "decided";

/** Pending updates: creates and edits that wait for a signature, and what was decided. */
export function ApprovalQueue() {
  const trpc = useTRPC();
  const [tab, setTab] = useState<Tab>("waiting");
  const list = useQuery(trpc.changeSets.list.queryOptions({ state: tab }, { refetchInterval: 10_000 }));
  const refusal = refusalOf(list.error);
  return (
    <>
      <PageHead title="Approvals" note="Pending updates: what is about to be spent, before it is sent" />
      <SegmentedControl
        aria-label="Which approvals"
        value={tab}
        onChange={(value) => setTab(value === "decided" ? "decided" : "waiting")}
        data={[
          { value: "waiting", label: "Waiting" },
          { value: "decided", label: "Decided" },
        ]}
        mb={12}
      />
      {refusal && (
        <Failure
          title="The queue could not be loaded"
          message={refusal.message}
          retry={() => list.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {!list.data && !refusal && <p className="dim">Loading…</p>}
      {list.data?.rows.length === 0 && (
        <EmptyState
          title={tab === "waiting" ? "Nothing waits for approval" : "Nothing has been decided yet"}
          text={
            tab === "waiting"
              ? "New campaigns and larger changes show here before anything is sent to a seller."
              : "Approved and rejected changes are kept here."
          }
        />
      )}
      {list.data && list.data.rows.length > 0 && (
        <Strips
          label={tab === "waiting" ? "Waiting for approval" : "Decided"}
          columns="minmax(220px, 1.6fr) 130px minmax(240px, 1.4fr) minmax(220px, 1.6fr)"
        >
          {list.data.rows.map((row) => (
            <ApprovalStrip key={row.id} row={row} />
          ))}
        </Strips>
      )}
    </>
  );
}

function ApprovalStrip({ row }: { readonly row: ChangeSetRow }) {
  return (
    <Strip tone={statusLook(row.state)?.tone}>
      <StripCell>
        <Link href={`/approvals/${row.id}`} className="b">
          {row.title}
        </Link>
        <span className="sm dim">
          {row.campaign?.name ?? "no campaign"} · {row.sellers.join(", ")}
        </span>
      </StripCell>
      <StripCell as="tag">
        <StatusBadge status={row.state} />
      </StripCell>
      <StripCell>
        {row.totals.map((total) => (
          <BeforeAfter
            key={total.currency}
            before={total.beforeMicros === 0n ? null : <Amount micros={total.beforeMicros} currency={total.currency} />}
            after={<Amount micros={total.afterMicros} currency={total.currency} />}
            delta={<Amount micros={total.deltaMicros} currency={total.currency} signed bare />}
            percent={percentChange(total.beforeMicros, total.deltaMicros)}
          />
        ))}
        {row.rule && <span className="sm dim">{row.rule}</span>}
      </StripCell>
      <StripCell>
        <span>{row.reason || <span className="dim">no reason given</span>}</span>
        <span className="sm dim">
          {row.author.name} · <Age instant={row.submittedAt ?? row.createdAt} />
        </span>
      </StripCell>
    </Strip>
  );
}
