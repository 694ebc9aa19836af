"use client";

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { OrderNote } from "@/app/_ui/order-note";
import { PageHead } from "@/app/_ui/page-head";
import { SegmentedControl } from "@/app/_ui/segmented-control";
import { Strips } from "@/app/_ui/strip";
import { useHeldRows } from "@/app/_ui/use-held-rows";
import { ApprovalStrip } from "./approval-strip";
import styles from "./approvals.module.css";
import { BatchBar } from "./batch-bar";
import { canBatch, useBatch } from "./use-batch";

type Tab = "waiting" | "decided";

const texts = {
  waiting: {
    title: "Nothing waits for approval",
    text: "New campaigns and larger changes show here before anything is sent to a seller.",
  },
  decided: { title: "Nothing has been decided yet", text: "Approved and rejected changes are kept here." },
} as const;

/** Pending updates: creates and edits that wait for a signature, and what was decided. */
export function ApprovalQueue() {
  const trpc = useTRPC();
  const [tab, setTab] = useState<Tab>("waiting");
  const list = useQuery(trpc.changeSets.list.queryOptions({ state: tab }, { refetchInterval: 10_000 }));
  const rows = list.data?.rows ?? [];
  const held = useHeldRows({ data: list.data?.rows, isFetching: list.isFetching }, tab);
  const batch = useBatch(tab === "waiting" ? rows : []);
  const canSign = tab === "waiting" && rows.some(canBatch);
  const refusal = refusalOf(list.error);
  return (
    <>
      <PageHead title="Approvals" note="Pending updates: what is about to be spent, before it is sent" />
      <div className={styles.tools}>
        <SegmentedControl
          aria-label="Which approvals"
          value={tab}
          onChange={(value) => setTab(value === "decided" ? "decided" : "waiting")}
          data={[
            { value: "waiting", label: "Waiting" },
            { value: "decided", label: "Decided" },
          ]}
        />
        <OrderNote hasMoved={held.hasMoved} onRefresh={held.refresh} />
      </div>
      {refusal && (
        <Failure
          title="The queue could not be loaded"
          message={refusal.message}
          retry={() => list.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {!list.data && !refusal && <p className="dim">Loading…</p>}
      {list.data && held.shown.length === 0 && <EmptyState {...texts[tab]} />}
      {held.shown.length > 0 && (
        <Strips
          label={tab === "waiting" ? "Waiting for approval" : "Decided"}
          columns="minmax(220px, 1.6fr) 130px minmax(240px, 1.4fr) minmax(220px, 1.6fr)"
        >
          {held.shown.map(({ row, isGone }) => (
            <ApprovalStrip key={row.id} row={row} isGone={isGone} batch={canSign ? batch : null} />
          ))}
        </Strips>
      )}
      {tab === "waiting" && <BatchBar batch={batch} onSigned={held.refresh} />}
    </>
  );
}
