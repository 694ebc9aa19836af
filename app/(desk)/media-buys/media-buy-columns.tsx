import Link from "next/link";
import type { Column } from "@/app/_ui/data-table";
import { Age } from "@/app/_ui/date";
import { flightWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import { Chip } from "@/app/_ui/tag";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { BuyStatus } from "./buy-status";

export const mediaBuyColumns: readonly Column<MediaBuyRow>[] = [
  {
    key: "name",
    header: "Media buy",
    width: "30%",
    isRowHeader: true,
    sortable: true,
    cell: (buy) => (
      <>
        {/* Hundreds of rows pass by in a scroll: none of their pages is fetched before it is asked for. */}
        <Link href={`/media-buys/${buy.id}`} prefetch={false} className="b">
          {buy.name}
        </Link>{" "}
        {buy.sandbox && <Chip>Sandbox</Chip>}
        <div className="sm dim">
          {buy.salesAgent.name}
          {buy.poNumber && <span style={{ overflowWrap: "anywhere" }}> · {buy.poNumber}</span>}
        </div>
      </>
    ),
  },
  {
    key: "status",
    header: "Status",
    cell: (buy) => (
      <>
        <BuyStatus buy={buy} />
        {buy.sellerStatus && <div className="sm dim nowrap">seller: {buy.sellerStatus}</div>}
      </>
    ),
  },
  {
    key: "endAt",
    header: "Flight",
    sortable: true,
    cell: (buy) => (
      <span className="nowrap">
        {buy.startAt && buy.endAt ? flightWords(buy.startAt, buy.endAt, buy.timeZone) : "–"}
      </span>
    ),
  },
  {
    key: "totalMicros",
    header: "Budget",
    align: "end",
    sortable: true,
    cell: (buy) => <Amount micros={buy.totalMicros} currency={buy.currency} />,
  },
  {
    key: "spend",
    header: "Spent",
    align: "end",
    cell: (buy) =>
      buy.deliveryAt ? <Amount micros={buy.spendMicros} currency={buy.currency} /> : <span className="dim">–</span>,
  },
  {
    key: "blocked",
    header: "Waits on",
    width: "22%",
    cell: (buy) => (buy.blockedBy ? <span className="sm">{buy.blockedBy.text}</span> : <span className="dim">–</span>),
  },
  { key: "updatedAt", header: "Updated", align: "end", sortable: true, cell: (buy) => <Age instant={buy.updatedAt} /> },
];
