import Link from "next/link";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Amount } from "@/app/_ui/money";
import type { ProposalLineView, ProposalView } from "@/server/api/views/proposal-view";
import type { Money } from "@/server/domain/money";
import { allocateProposal, belowMinimum, percentWords } from "@/server/domain/proposal/plan-proposal";
import { forecastWords, modelWord, priceWords } from "./product-words";
import styles from "./products.module.css";
import proposalStyles from "./proposals.module.css";

type ProposalTableProps = {
  readonly proposal: ProposalView;
  /** What it is shown over; null: shares only. */
  readonly total: Money | null;
  readonly campaignId: string;
};

type Line = ProposalLineView & { readonly key: string; readonly amount: Money | null };

/** Product by product: its share, what that is of the total, its price, and whether that reaches the seller's minimum. */
export function ProposalTable({ proposal, total, campaignId }: ProposalTableProps) {
  const amounts = total === null ? [] : allocateProposal(total, { allocations: proposal.lines.map(asAllocation) });
  const lines = proposal.lines.map((line, index) => {
    return { ...line, key: `${index} ${line.productId}`, amount: amounts[index] ?? null };
  });
  return (
    <DataTable
      caption={`What ${proposal.name} is made of`}
      columns={columns(campaignId, proposal.currency)}
      rows={lines}
      rowKey={(line) => line.key}
    />
  );
}

function asAllocation({ productId, percentMicros, startAt, endAt, rationale, option }: ProposalLineView) {
  const pricingOptionId = option?.pricingOptionId ?? null;
  return { productId, percentMicros, pricingOptionId, rationale, startAt, endAt, forecast: null };
}

function columns(campaignId: string, currency: string): Column<Line>[] {
  return [
    {
      key: "product",
      header: "Product",
      isRowHeader: true,
      cell: ({ productName, productSnapshotId }) =>
        productSnapshotId ? (
          <Link href={`/campaigns/${campaignId}/products/${productSnapshotId}`} className={styles.name}>
            {productName}
          </Link>
        ) : (
          productName
        ),
    },
    { key: "share", header: "Share", align: "end", cell: ({ percentMicros }) => percentWords(percentMicros) },
    { key: "amount", header: "Amount", align: "end", cell: (line) => <LineAmount line={line} currency={currency} /> },
    {
      key: "price",
      header: "Price",
      align: "end",
      cell: ({ option }) =>
        option ? (
          <span className="nowrap">
            {priceWords(option)}{" "}
            <span className="dim sm">
              {option.currency} {modelWord(option.pricingModel)}
            </span>
          </span>
        ) : (
          <span className="dimmer">–</span>
        ),
    },
    {
      key: "forecast",
      header: "Forecast",
      align: "end",
      cell: ({ forecast }) => forecastWords(forecast) ?? <span className="dimmer">–</span>,
    },
    {
      key: "why",
      header: "Why",
      cell: ({ rationale }) => <div className={proposalStyles.rationale}>{rationale}</div>,
    },
  ];
}

function LineAmount({ line, currency }: { readonly line: Line; readonly currency: string }) {
  const short = line.amount && belowMinimum(line.option, line.amount);
  return (
    <>
      <Amount micros={line.amount?.micros ?? null} currency={currency} />
      {short && <div className={proposalStyles.short}>{short}</div>}
    </>
  );
}
