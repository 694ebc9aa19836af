"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { FlightDates } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { PageHead } from "@/app/_ui/page-head";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import { ArchiveCampaign } from "./archive-campaign";

const crumbs = [{ label: "Campaigns", href: "/campaigns" }];

export function CampaignHead({ campaignId }: { readonly campaignId: string }) {
  const { data: campaign } = useSuspenseQuery(useTRPC().campaigns.get.queryOptions({ campaignId }));
  const { startAt, endAt, timeZone, totalMicros, currency, poNumber } = campaign;
  return (
    <PageHead
      title={campaign.name}
      crumbs={crumbs}
      note={
        <>
          <StatusBadge status={campaign.status} />
          {campaign.sandbox && <Chip>Sandbox</Chip>}
          {startAt && endAt && <FlightDates startAt={startAt} endAt={endAt} zone={timeZone} />}
          {totalMicros !== null && <Amount micros={totalMicros} currency={currency} />}
          {poNumber && <span>{/^po\b/i.test(poNumber) ? poNumber : `PO ${poNumber}`}</span>}
        </>
      }
      actions={<ArchiveCampaign campaign={campaign} />}
    />
  );
}
