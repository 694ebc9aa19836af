"use client";

import { type Column, DataTable } from "@/app/_ui/data-table";
import { flightWords } from "@/app/_ui/date-words";
import { EmptyState } from "@/app/_ui/empty";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import layout from "./media-buy.module.css";
import { PackageActions } from "./package-actions";
import { PendingValues } from "./pending-values";

export function PackageTable({ buy }: { readonly buy: MediaBuyView }) {
  return (
    <DataTable
      caption={`Packages of ${buy.name}`}
      columns={columnsOf(buy)}
      rows={buy.packages}
      rowKey={(item) => item.id}
      empty={<EmptyState title="No packages" text="The seller shows none for this buy." />}
    />
  );
}

function columnsOf(buy: MediaBuyView): readonly Column<PackageView>[] {
  return [
    {
      key: "name",
      header: "Package",
      width: "214px",
      isRowHeader: true,
      cell: (item) => (
        <>
          <span className="b">{item.name}</span>
          {item.productName !== item.name && <div className="sm dim">{item.productName}</div>}
          <div className="sm dim">
            <span className="nowrap">{flightOf(item, buy)}</span> ·{" "}
            {item.pacingKnown ? item.pacing.replace("_", " ") : "pacing not known yet"}
          </div>
          <PendingValues buy={buy} item={item} />
        </>
      ),
    },
    {
      key: "state",
      header: "State",
      cell: (item) => (
        <span className="nowrap">
          <Chip>{item.state}</Chip>
        </span>
      ),
    },
    {
      key: "budget",
      header: "Budget",
      align: "end",
      cell: (item) => <Amount micros={item.budgetMicros} currency={item.currency} />,
    },
    {
      key: "spent",
      header: "Spent",
      align: "end",
      cell: (item) =>
        item.delivered ? (
          <>
            <Amount micros={item.delivered.spendMicros} currency={item.currency} />
            <div className="sm dim">{item.delivered.impressions.toLocaleString("en-US")} imps</div>
          </>
        ) : (
          <span className="dim">–</span>
        ),
    },
    { key: "creatives", header: "Creatives", cell: (item) => <PackageCreatives item={item} /> },
    {
      key: "act",
      header: <span className="visually-hidden">Actions</span>,
      align: "end",
      cell: (item) => <PackageActions buy={buy} item={item} />,
    },
  ];
}

function flightOf(item: PackageView, buy: MediaBuyView): string {
  const startAt = item.startAt ?? buy.startAt;
  const endAt = item.endAt ?? buy.endAt;
  return startAt && endAt ? flightWords(startAt, endAt, buy.timeZone) : "–";
}

function PackageCreatives({ item }: { readonly item: PackageView }) {
  const { length } = item.creatives;
  if (length === 0) return <StatusBadge status="pending_creatives" />;
  if (item.creatives.every((creative) => creative.approvalStatus === "approved")) {
    return (
      <>
        <StatusBadge status="approved" label={`${length} of ${length} approved`} />
        <div className="sm dim">{item.creatives.map((creative) => creative.name).join(", ")}</div>
      </>
    );
  }
  return (
    <ul className={layout.creatives}>
      {item.creatives.map((creative) => (
        <li key={creative.id} className="sm">
          <span>{creative.name}</span> {creative.approvalStatus && <StatusBadge status={creative.approvalStatus} />}
          {creative.rejectionReason && <div className="dim">{creative.rejectionReason}</div>}
        </li>
      ))}
    </ul>
  );
}
