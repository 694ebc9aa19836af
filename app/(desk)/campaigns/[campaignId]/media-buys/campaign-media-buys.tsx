"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { DataTable } from "@/app/_ui/data-table";
import { EmptyState } from "@/app/_ui/empty";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { mediaBuyColumns } from "@/app/(desk)/media-buys/media-buy-columns";

import { SteeringActions, SteeringDialog, type SteeringKind } from "./steering-actions";

const columns = mediaBuyColumns
  .filter((column) => column.key !== "campaign")
  .map((column) => ({ ...column, sortable: false }));

/** What this campaign has become: one media buy per seller, account and currency. */
export function CampaignMediaBuys({ campaignId }: { readonly campaignId: string }) {
  const buys = useInfiniteQuery(
    useTRPC().mediaBuys.list.infiniteQueryOptions(
      { campaignId },
      { getNextPageParam: (page) => page.nextCursor, refetchInterval: 10_000 },
    ),
  );
  const [open, setOpen] = useState<SteeringKind | null>(null);
  const refusal = refusalOf(buys.error);
  const rows = buys.data?.pages.flatMap((page) => page.rows);
  return (
    <>
      <SteeringDialog campaignId={campaignId} kind={open} onClose={() => setOpen(null)} />
      <Section
        title="Media buys"
        hint="one per seller, account and currency"
        actions={rows && rows.length > 0 && <SteeringActions onOpen={setOpen} />}
        flush
      >
        {refusal && (
          <Failure title="The media buys could not be loaded" message={refusal.message} retry={() => buys.refetch()} />
        )}
        <DataTable
          caption="Media buys of this campaign"
          columns={columns}
          rows={rows}
          rowKey={(buy) => buy.id}
          empty={
            <EmptyState
              title="Nothing was sent yet"
              text="When the plan is complete, review it and send it for approval; each seller's part appears here."
              action={
                <Button component={Link} href={`/campaigns/${campaignId}/review`}>
                  Open the review
                </Button>
              }
            />
          }
        />
        {buys.hasNextPage && (
          <Button style={{ margin: 10 }} disabled={buys.isFetchingNextPage} onClick={() => buys.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Section>
    </>
  );
}
