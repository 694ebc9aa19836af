import Link from "next/link";
import { Checkbox } from "@/app/_ui/checkbox";
import type { Column } from "@/app/_ui/data-table";
import { flightWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { Tag } from "@/app/_ui/tag";
import type { FoundRow } from "@/server/api/views/found-view";
import { type Ticks, whyNotTick } from "./use-ticks";

type FoundColumns = {
  /** null: nothing can be ticked now. */
  readonly ticks: Ticks | null;
  readonly rows: readonly FoundRow[];
  readonly timeZone: string;
};

export function foundColumns({ ticks, rows, timeZone }: FoundColumns): readonly Column<FoundRow>[] {
  return [...(ticks ? [tickColumn(ticks, rows)] : []), ...columnsIn(timeZone)];
}

function tickColumn(ticks: Ticks, rows: readonly FoundRow[]): Column<FoundRow> {
  const open = rows.filter((row) => whyNotTick(row) === null);
  const isAll = open.length > 0 && open.every(ticks.isTicked);
  return {
    key: "tick",
    width: "36px",
    header: (
      <Checkbox
        aria-label="All on this page"
        checked={isAll}
        indeterminate={!isAll && open.some(ticks.isTicked)}
        disabled={open.length === 0}
        onChange={(event) => ticks.tick(open, event.currentTarget.checked)}
      />
    ),
    cell: (row) => (
      <Checkbox
        aria-label={`Choose ${row.name}`}
        title={whyNotTick(row) ?? undefined}
        disabled={whyNotTick(row) !== null}
        checked={ticks.isTicked(row)}
        onChange={(event) => ticks.tick([row], event.currentTarget.checked)}
      />
    ),
  };
}

function columnsIn(timeZone: string): readonly Column<FoundRow>[] {
  return [
    {
      key: "name",
      header: "Media buy",
      width: "30%",
      isRowHeader: true,
      sortable: true,
      cell: (row) => (
        <>
          {row.mediaBuyId === null ? row.name : <Link href={`/media-buys/${row.mediaBuyId}`}>{row.name}</Link>}
          <div className="sm dim" style={{ overflowWrap: "anywhere" }}>
            {row.sellerMediaBuyId}
          </div>
        </>
      ),
    },
    {
      key: "sellerStatus",
      header: "At the seller",
      sortable: true,
      cell: (row) => <StatusBadge status={row.sellerStatus} />,
    },
    { key: "origin", header: "Here", cell: (row) => <Origin row={row} /> },
    {
      key: "endAt",
      header: "Flight",
      sortable: true,
      cell: (row) => (
        <span className="nowrap">
          {row.startAt && row.endAt ? (
            flightWords(row.startAt, row.endAt, timeZone)
          ) : (
            <span className="dim">not known yet</span>
          )}
        </span>
      ),
    },
    {
      key: "order",
      header: "PO number, brand",
      cell: (row) => (
        <>
          {row.poNumber || <span className="dim">–</span>}
          {row.brandDomain && <div className="sm dim">{row.brandDomain}</div>}
        </>
      ),
    },
    { key: "packages", header: "Packages", align: "end", cell: (row) => row.packageCount },
    {
      key: "totalMicros",
      header: "Budget",
      align: "end",
      sortable: true,
      cell: (row) =>
        row.totalMicros === null ? (
          <span className="dim">not known yet</span>
        ) : (
          <Amount micros={row.totalMicros} currency={row.currency} />
        ),
    },
  ];
}

function Origin({ row }: { readonly row: FoundRow }) {
  if (row.mediaBuyId !== null) {
    return (
      <Tag tone="accent" glyph="check">
        Known here
      </Tag>
    );
  }
  return (
    <>
      <Tag tone="plain">Made elsewhere</Tag>
      {row.obstacle && <div className="sm dim">{row.obstacle}</div>}
    </>
  );
}
