import Link from "next/link";
import type { Column } from "@/app/_ui/data-table";
import { Age, FlightDates, useNow } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import type { RouterOutput } from "@/server/api/root";
import styles from "./campaigns.module.css";

type Row = RouterOutput["campaigns"]["list"]["rows"][number];

export const campaignColumns: readonly Column<Row>[] = [
  {
    key: "name",
    header: "Campaign",
    isRowHeader: true,
    cell: (row) => (
      <>
        <Link href={`/campaigns/${row.id}`} className={styles.name}>
          {row.name}
        </Link>{" "}
        {row.sandbox && <Chip>Sandbox</Chip>}
        <div className={styles.under}>{[row.brandName, row.buyerRef].filter(Boolean).join(" · ")}</div>
      </>
    ),
  },
  { key: "status", header: "State", cell: (row) => <StatusBadge status={row.status} /> },
  { key: "flight", header: "Flight", cell: (row) => <Flight row={row} />, width: "240px" },
  {
    key: "total",
    header: "Total",
    align: "end",
    cell: (row) => <Amount micros={row.totalMicros} currency={row.currency} />,
  },
  { key: "packages", header: "Packages", align: "end", cell: (row) => row.packageCount },
  { key: "buys", header: "Media buys", align: "end", cell: (row) => row.mediaBuyCount },
  {
    key: "po",
    header: "PO number",
    cell: (row) => (row.poNumber ? <div className={styles.po}>{row.poNumber}</div> : <span className="dimmer">–</span>),
  },
  {
    key: "updated",
    header: "Changed",
    cell: (row) => (
      <span className="dim">
        <Age instant={row.updatedAt} />
      </span>
    ),
  },
];

/** How much of the flight has passed: the bar of time, since nothing is spent by a plan. */
function Flight({ row }: { readonly row: Row }) {
  const now = useNow();
  if (!row.startAt || !row.endAt) return <span className="dim">no dates yet</span>;
  const [start, end] = [Date.parse(row.startAt), Date.parse(row.endAt)];
  const passed = now === null ? 0 : Math.min(1, Math.max(0, (now - start) / (end - start)));
  return (
    <div className={styles.flight}>
      <div className="sm">
        <FlightDates startAt={row.startAt} endAt={row.endAt} zone={row.timeZone} />
      </div>
      <div className={styles.time} role="img" aria-label={`${Math.round(passed * 100)} % of the flight has passed`}>
        <span style={{ width: `${passed * 100}%` }} />
      </div>
    </div>
  );
}
