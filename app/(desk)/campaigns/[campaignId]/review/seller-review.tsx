import Link from "next/link";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { FlightDates, When } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { Section } from "@/app/_ui/section";
import { Chip, Tag } from "@/app/_ui/tag";
import type { ReviewPackage, ReviewSeller, ReviewView } from "@/server/api/views/review-view";
import { LossList } from "../../../_capabilities/loss-list";
import { ExactRequest } from "../../../_changes/change-card";
import { IssueLine } from "./issue-list";
import styles from "./review.module.css";
import { ReviewProposal } from "./review-proposal";
import { SellerRecord } from "./seller-record";

type SellerReviewProps = { readonly seller: ReviewSeller; readonly campaign: ReviewView["campaign"] };

/** One media buy to be: to whom, for how much, when, and exactly what goes over the wire. */
export function SellerReview({ seller, campaign }: SellerReviewProps) {
  const { currency, totalMicros, account, sandbox, request, rule, losses } = seller;
  // A package without creatives says so in its own row.
  const bare = new Set(seller.packages.filter(({ creatives }) => creatives.assigned === 0).map(({ id }) => id));
  const issues = seller.issues.filter(
    ({ path, packageId }) => !(path.endsWith(".creatives") && bare.has(packageId ?? "")),
  );
  return (
    <Section
      title={seller.salesAgent.name}
      hint={
        <>
          {account ? account.name : "no account"} {sandbox && <Chip>Sandbox</Chip>}
        </>
      }
      actions={
        <span className="b num">
          <Amount micros={totalMicros} currency={currency} />
        </span>
      }
      flush
    >
      <p className={styles.line}>
        <Chip>{rule ?? "Goes straight to the seller"}</Chip>
        <Flight seller={seller} zone={campaign.timeZone} />
        {campaign.poNumber && (
          <span className="dim">
            {/^po\b/i.test(campaign.poNumber) ? campaign.poNumber : `PO ${campaign.poNumber}`}
          </span>
        )}
      </p>
      <SellerRecord salesAgentId={seller.salesAgent.id} name={seller.salesAgent.name} />
      {seller.proposal && <ReviewProposal proposal={seller.proposal} />}
      <DataTable
        caption={`Packages at ${seller.salesAgent.name}`}
        columns={columns(currency, campaign)}
        rows={seller.packages}
        rowKey={(row) => row.id}
      />
      {issues.length > 0 && (
        <ul className={styles.issues}>
          {issues.map((issue) => (
            <li key={`${issue.path} ${issue.message}`}>
              <IssueLine campaignId={campaign.id} issue={issue} />
            </li>
          ))}
        </ul>
      )}
      {losses.length > 0 && (
        <div className={styles.losses}>
          <h3 className="sm b">What {seller.salesAgent.name} does not get as planned</h3>
          <LossList losses={losses} />
        </div>
      )}
      <div className={styles.exact}>
        {request === null ? (
          <span className="sm dim">What is sent can be shown once nothing is missing.</span>
        ) : (
          <ExactRequest request={request} />
        )}
      </div>
    </Section>
  );
}

function Flight({ seller, zone }: { readonly seller: ReviewSeller; readonly zone: string }) {
  const { startAt, endAt } = seller;
  if (endAt === null || startAt === null) return <span className="dim">no flight yet</span>;
  if (startAt !== "asap") return <FlightDates startAt={startAt} endAt={endAt} zone={zone} />;
  return (
    <span>
      starts as soon as possible, ends <When instant={endAt} zone={zone} />
    </span>
  );
}

function columns(currency: string, { id, timeZone: zone }: ReviewView["campaign"]): Column<ReviewPackage>[] {
  return [
    {
      key: "name",
      header: "Package",
      isRowHeader: true,
      width: "30%",
      cell: ({ name, productName }) => (
        <>
          {name} {productName !== name && <span className="dim sm">{productName}</span>}
        </>
      ),
    },
    {
      key: "budget",
      header: "Budget",
      align: "end",
      width: "16%",
      cell: (row) => <Amount micros={row.budgetMicros} currency={currency} />,
    },
    {
      key: "bid",
      header: "Bid",
      align: "end",
      width: "8%",
      cell: (row) => (row.bidMicros === null ? "fixed" : <Amount micros={row.bidMicros} currency={currency} bare />),
    },
    {
      key: "flight",
      header: "Flight",
      width: "14%",
      cell: ({ startAt, endAt }) =>
        startAt && endAt ? <FlightDates startAt={startAt} endAt={endAt} zone={zone} /> : ownEnd(startAt, endAt, zone),
    },
    { key: "pacing", header: "Pacing", width: "10%", cell: (row) => row.pacing.replaceAll("_", " ") },
    {
      key: "creatives",
      header: "Creatives",
      cell: ({ creatives }) => <Creatives creatives={creatives} campaignId={id} />,
    },
  ];
}

type CreativesProps = { readonly creatives: ReviewPackage["creatives"]; readonly campaignId: string };

function Creatives({ creatives, campaignId }: CreativesProps) {
  const { ready, assigned, sentence } = creatives;
  return (
    <span className={styles.creatives}>
      <Tag tone={ready ? "verified" : "wait"} glyph={ready ? "check" : "warn"}>
        {sentence}
      </Tag>
      {assigned === 0 && <Link href={`/campaigns/${campaignId}/creatives`}>Assign</Link>}
    </span>
  );
}

function ownEnd(startAt: string | null, endAt: string | null, zone: string) {
  if (startAt)
    return (
      <>
        from <When instant={startAt} zone={zone} hideZone />
      </>
    );
  if (endAt)
    return (
      <>
        until <When instant={endAt} zone={zone} hideZone />
      </>
    );
  return "whole flight";
}
