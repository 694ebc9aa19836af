"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { PageHead } from "@/app/_ui/page-head";
import { SegmentedControl } from "@/app/_ui/segmented-control";
import { useCan } from "@/app/_ui/viewer";
import { useFollowChanges } from "../_changes/use-follow";
import styles from "./inbox.module.css";
import { InboxEntry } from "./inbox-entry";

type Tab = "open" | "asked";

/** What waits on a person, and why: each with what happened, the seller's words and what can be done. */
export function Inbox() {
  const trpc = useTRPC();
  const [tab, setTab] = useState<Tab>("open");
  const list = useInfiniteQuery(
    trpc.inbox.list.infiniteQueryOptions(
      { tab },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 5_000, placeholderData: (previous) => previous },
    ),
  );
  const entries = list.data?.pages.flatMap((page) => page.rows);
  useFollowChanges(entries?.map((entry) => entry.change) ?? []);
  const refusal = refusalOf(list.error);
  return (
    <>
      <PageHead title="Inbox" note="What waits on a person: what happened, since when, and what can be done" />
      <Signatures />
      <div className={styles.tabs}>
        <SegmentedControl
          aria-label="Which entries"
          value={tab}
          onChange={(value) => setTab(value === "asked" ? "asked" : "open")}
          data={[
            { value: "open", label: "Open" },
            { value: "asked", label: "Seller asked" },
          ]}
        />
      </div>
      {refusal && (
        <Failure
          title="The inbox could not be loaded"
          message={refusal.message}
          retry={() => list.refetch()}
          requestId={refusal.requestId}
        />
      )}
      {!entries && !refusal && <p className="dim">Loading…</p>}
      {entries?.length === 0 && <NothingWaits tab={tab} />}
      {entries && entries.length > 0 && (
        <ul className={styles.list} aria-label={tab === "open" ? "Waiting on a person" : "The seller was asked"}>
          {entries.map((entry) => (
            <InboxEntry key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
      {list.hasNextPage && (
        <p className={styles.more}>
          <Button disabled={list.isFetchingNextPage} onClick={() => list.fetchNextPage()}>
            {list.isFetchingNextPage ? "Loading more…" : "Show more"}
          </Button>
        </p>
      )}
    </>
  );
}

function NothingWaits({ tab }: { readonly tab: Tab }) {
  return tab === "open" ? (
    <EmptyState
      title="Nothing waits on a person"
      text="Questions of sellers, writes that did not land as asked and outcomes that nobody knows show here."
      action={
        <Button component={Link} href="/today">
          Back to Today
        </Button>
      }
    />
  ) : (
    <EmptyState
      title="No seller was asked anything"
      text="What you asked a seller about stays here until it is settled."
    />
  );
}

/** Signatures have a place of their own. */
function Signatures() {
  const maySign = useCan("change:approve");
  const { data: waiting } = useQuery(useTRPC().changeSets.waitingCount.queryOptions());
  if (!maySign || !waiting) return null;
  return (
    <div className={styles.signatures}>
      <Notice
        tone="wait"
        word="Approvals"
        glyph="pen"
        title={waiting === 1 ? "One change waits for a signature" : `${waiting} changes wait for a signature`}
        actions={
          <Button component={Link} href="/approvals">
            Open the queue
          </Button>
        }
      />
    </div>
  );
}
