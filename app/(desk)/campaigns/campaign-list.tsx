"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import { PageHead } from "@/app/_ui/page-head";
import { TextInput } from "@/app/_ui/text-input";
import { campaignColumns } from "./campaign-columns";
import styles from "./campaigns.module.css";
import { StartCampaign } from "./start-campaign";

const shows = [
  { value: "all", label: "All but archived" },
  { value: "draft", label: "Drafts" },
  { value: "in_review", label: "In review" },
  { value: "live", label: "Sent to sellers" },
  { value: "archived", label: "Archived" },
] as const;
type Show = (typeof shows)[number]["value"];

/** Every campaign of the organisation, newest change first. */
export function CampaignList() {
  const trpc = useTRPC();
  const [typed, setTyped] = useState("");
  const [show, setShow] = useState<Show>("all");
  const text = useDeferredValue(typed);
  const campaigns = useInfiniteQuery(
    trpc.campaigns.list.infiniteQueryOptions(
      { text: text.trim().slice(0, 200), show },
      { getNextPageParam: (page) => page.nextCursor, placeholderData: (previous) => previous },
    ),
  );
  const refusal = refusalOf(campaigns.error);
  const filtered = text.trim() !== "" || show !== "all";
  return (
    <>
      <PageHead
        title="Campaigns"
        note="A campaign is the plan that media buys are made from"
        actions={<StartCampaign />}
      />
      <search className={styles.filter}>
        <TextInput
          aria-label="Search campaigns"
          placeholder="Name, brand, reference or PO number"
          value={typed}
          maxLength={200}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <NativeSelect
          aria-label="Show"
          data={[...shows]}
          value={show}
          onChange={(event) => setShow(shows.find(({ value }) => value === event.currentTarget.value)?.value ?? "all")}
        />
      </search>
      {refusal && (
        <Failure
          title="The campaigns could not be loaded"
          message={refusal.message}
          retry={() => campaigns.refetch()}
          requestId={refusal.requestId}
        />
      )}
      <DataTable
        caption="Campaigns"
        columns={campaignColumns}
        rows={campaigns.data?.pages.flatMap((page) => page.rows)}
        rowKey={(row) => row.id}
        empty={<NoCampaigns filtered={filtered} onClear={() => [setTyped(""), setShow("all")]} />}
      />
      {campaigns.hasNextPage && (
        <Button
          style={{ marginTop: 10 }}
          disabled={campaigns.isFetchingNextPage}
          onClick={() => campaigns.fetchNextPage()}
        >
          {campaigns.isFetchingNextPage ? "Loading more…" : "Show more"}
        </Button>
      )}
    </>
  );
}

function NoCampaigns({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState
        title="Nothing matches"
        text="No campaign fits this search."
        action={<Button onClick={onClear}>Show all campaigns</Button>}
      />
    );
  }
  return (
    <EmptyState
      title="No campaigns yet"
      text="Start one with a brief, the dates and the total. It is kept as a draft from the first word on."
      action={<StartCampaign />}
    />
  );
}
