"use client";

import Link from "next/link";
import type { ReactNode } from "react";
import { Checkbox } from "@/app/_ui/checkbox";
import { type Column, DataTable } from "@/app/_ui/data-table";
import { Tag } from "@/app/_ui/tag";
import { useViewer } from "@/app/_ui/viewer";
import type { ExchangeLineView } from "@/server/api/views/exchange-view";
import { attemptWords, exchangeName, momentWords, statusLookOf, wayWords } from "./exchange-words";
import { type GroupedLine, groupAttempts } from "./group-attempts";
import styles from "./transcript.module.css";

type ExchangeTableProps = {
  readonly caption: string;
  /** undefined while loading. */
  readonly rows: readonly ExchangeLineView[] | undefined;
  /** The exchange that is open beside the list. */
  readonly openId: string | null;
  readonly onOpen: (id: string) => void;
  readonly picked: readonly string[];
  readonly onPick: (id: string) => void;
  /** All are of one change: what it was for, and at whom, is said already. */
  readonly ofOneChange?: boolean | undefined;
  readonly empty: ReactNode;
};

/** Exchanges newest first, the sendings of one call together. */
export function ExchangeTable(props: ExchangeTableProps) {
  const { timeZone } = useViewer();
  const { caption, rows, openId, picked, empty } = props;
  return (
    <DataTable
      caption={caption}
      columns={columnsFor(props, timeZone)}
      rows={rows && groupAttempts(rows)}
      rowKey={({ row }) => row.id}
      isSelected={({ row }) => row.id === openId || picked.includes(row.id)}
      empty={empty}
    />
  );
}

function columnsFor(
  { onOpen, picked, onPick, ofOneChange }: ExchangeTableProps,
  zone: string,
): readonly Column<GroupedLine>[] {
  const always: readonly Column<GroupedLine>[] = [
    {
      key: "pick",
      header: <span className="visually-hidden">Compare</span>,
      width: "36px",
      cell: ({ row }) => (
        <Checkbox
          aria-label={`Compare ${exchangeName(row, zone)}`}
          checked={picked.includes(row.id)}
          onChange={() => onPick(row.id)}
        />
      ),
    },
    {
      key: "at",
      header: "When",
      width: "132px",
      cell: ({ row }) => <span className="nowrap num">{momentWords(row.at, zone)}</span>,
    },
    {
      key: "tool",
      header: "Tool",
      isRowHeader: true,
      cell: (line) => <ToolCell line={line} zone={zone} onOpen={onOpen} />,
    },
    { key: "status", header: "Status", width: "148px", cell: ({ row }) => <ExchangeStatus row={row} /> },
    { key: "ms", header: "ms", align: "end", width: "64px", cell: ({ row }) => row.milliseconds },
    {
      key: "way",
      header: "Way",
      width: "92px",
      cell: ({ row }) => <span className="nowrap">{wayWords[row.direction]}</span>,
    },
  ];
  if (ofOneChange) return always;
  return [
    ...always,
    {
      key: "seller",
      header: "Seller",
      cell: ({ row }) => <span className="nowrap">{row.salesAgent?.name ?? "–"}</span>,
    },
    { key: "for", header: "What it was for", cell: ({ row }) => <ForWhat row={row} /> },
  ];
}

type ToolCellProps = {
  readonly line: GroupedLine;
  readonly zone: string;
  readonly onOpen: (id: string) => void;
};

function ToolCell({ line: { row, attempts, isEarlier }, zone, onOpen }: ToolCellProps) {
  const attempt = attemptWords(row, attempts);
  return (
    <span className={`nowrap ${isEarlier ? styles.earlier : ""}`}>
      {isEarlier && <span aria-hidden="true">↳ </span>}
      <button
        type="button"
        className={styles.open}
        aria-label={`Open ${exchangeName(row, zone)}`}
        onClick={() => onOpen(row.id)}
      >
        {row.tool}
      </button>
      {attempt && <span className="sm dim"> {attempt}</span>}
      {row.replayOfId !== null && <span className="sm dim"> sent again by hand</span>}
    </span>
  );
}

export function ExchangeStatus({ row }: { readonly row: Pick<ExchangeLineView, "status" | "errorCode"> }) {
  const { tone, glyph, word } = statusLookOf(row);
  return (
    <>
      <Tag tone={tone} glyph={glyph}>
        {word}
      </Tag>
      {row.errorCode && <span className={`sm dim ${styles.code}`}>{row.errorCode}</span>}
    </>
  );
}

/** Links to what the exchange was for, the nearest first. */
export function ForWhat({ row }: { readonly row: ExchangeLineView }) {
  const { change, mediaBuy, campaign } = row;
  if (!change && !mediaBuy && !campaign) return <span className="dim">–</span>;
  return (
    <span className={styles.about}>
      {mediaBuy && <Link href={`/media-buys/${mediaBuy.id}`}>{mediaBuy.name}</Link>}
      {!mediaBuy && campaign && <Link href={`/campaigns/${campaign.id}`}>{campaign.name}</Link>}
      {change && (
        <>
          {(mediaBuy || campaign) && " · "}
          <Link href={`/approvals/${change.changeSetId}`}>{change.title}</Link>
        </>
      )}
    </span>
  );
}
