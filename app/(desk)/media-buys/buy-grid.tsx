"use client";

import { memo, startTransition, useEffect } from "react";
import table from "@/app/_ui/data-table.module.css";
import { useNow } from "@/app/_ui/date";
import { ageWords, instantWords } from "@/app/_ui/date-words";
import { useVirtualRows } from "@/app/_ui/use-virtual-rows";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import { BuyRow, type RowActs } from "./buy-row";
import { type BuySort, GridHead } from "./grid-head";
import { roles } from "./grid-roles";
import type { Mark } from "./mark";
import { PassingRow } from "./passing-row";
import type { View } from "./use-buy-pages";

/** px; every row has it (as in the styles), so that the place of each is known without drawing those above. */
const rowHeight = 52;
/** Rows; what is in view is told in such steps, of which the pages of the list are a multiple. */
const step = 50;
const restMillis = 150;
export const gridId = "media-buy-rows";

type BuyGridProps = {
  readonly rowAt: (row: number) => MediaBuyRow | undefined;
  readonly count: number;
  readonly hasMore: boolean;
  /** What is shown is of another filter or order than what was asked for last. */
  readonly isOld: boolean;
  readonly isLoading: boolean;
  readonly sort: BuySort;
  readonly onSort: (key: BuySort["key"]) => void;
  /** What was asked for, as one word: another one begins at the top. */
  readonly asked: string;
  readonly onView: (view: View) => void;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly chosen: ReadonlySet<string>;
  /** How many of the list are: known before the rows show it. */
  readonly ticked: "none" | "some" | "all";
  /** The media buy that the drawer shows. */
  readonly looked: string | null;
  /** Ticks all that can be at once, or none. */
  readonly onAll: () => void;
  readonly acts: RowActs;
};

/** The list as a grid of which only what is seen is in the page, however long it is; scrolling draws nothing but its rows. */
export const BuyGrid = memo(function BuyGrid(props: BuyGridProps) {
  const {
    rowAt,
    count,
    hasMore,
    isOld,
    isLoading,
    sort,
    onSort,
    asked,
    onView,
    marks,
    chosen,
    ticked,
    onAll,
    looked,
    acts,
  } = props;
  const { ref, from, to, isFlying, above, below, scrollTo } = useVirtualRows(count, rowHeight);
  const now = useNow();
  useReportedView(from, to, hasMore && to + step >= count, onView);
  useEffect(() => {
    void asked;
    scrollTo(0);
  }, [asked, scrollTo]);
  return (
    <section
      ref={ref}
      id={gridId}
      className={`${table.region} ${styles.region}`}
      aria-label="Table: Media buys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
    >
      <table
        {...roles.table}
        className={acts.steer ? `${styles.grid} ${styles.ticked}` : styles.grid}
        data-old={isOld || undefined}
        aria-busy={isLoading || isOld}
        aria-rowcount={hasMore ? -1 : count + 1}
      >
        <caption className="visually-hidden">Media buys</caption>
        <GridHead sort={sort} onSort={onSort} isBusy={isOld} chosen={ticked} onAll={acts.steer ? onAll : null} />
        <tbody {...roles.rowgroup} style={{ paddingTop: above, paddingBottom: below }}>
          {isLoading && <LoadingRows columns={acts.steer ? 9 : 8} />}
          {rowsBetween(from, to, rowAt).map(([row, buy]) =>
            isFlying ? (
              // By its place: rows that pass by change their words, and no element is made or moved for them.
              <PassingRow
                key={row - from}
                row={row}
                buy={buy}
                age={ageOf(buy, now)}
                mark={marks.get(buy.id)}
                isChosen={chosen.has(buy.id)}
                hasTick={acts.steer !== null}
              />
            ) : (
              <BuyRow
                key={buy.id}
                row={row}
                buy={buy}
                age={ageOf(buy, now)}
                mark={marks.get(buy.id)}
                isChosen={chosen.has(buy.id)}
                isLooked={buy.id === looked}
                acts={acts}
              />
            ),
          )}
        </tbody>
      </table>
    </section>
  );
});

function ageOf({ updatedAt }: MediaBuyRow, now: number | null): string {
  return now === null ? instantWords(updatedAt, "UTC") : ageWords(updatedAt, now);
}

/** Says what is in view: at once where more rows are wanted, else when the scrolling rests; reading again what passes by would slow it. */
function useReportedView(from: number, to: number, wantsMore: boolean, onView: BuyGridProps["onView"]): void {
  const [viewFrom, viewTo] = [from, to].map((row) => Math.floor(row / step) * step) as [number, number];
  useEffect(() => {
    const report = () => startTransition(() => onView({ from: viewFrom, to: viewTo }));
    const timer = setTimeout(report, wantsMore ? 0 : restMillis);
    return () => clearTimeout(timer);
  }, [onView, viewFrom, viewTo, wantsMore]);
}

/** A row that moved between two pages may be in both for a moment; it is drawn once. */
function rowsBetween(from: number, to: number, rowAt: BuyGridProps["rowAt"]) {
  const rows = new Map<string, readonly [number, MediaBuyRow]>();
  for (let row = from; row < to; row += 1) {
    const buy = rowAt(row);
    if (buy && !rows.has(buy.id)) rows.set(buy.id, [row, buy]);
  }
  return [...rows.values()];
}

const loadingRows = Array.from({ length: 12 }, (_, row) => row);

function LoadingRows({ columns }: { readonly columns: number }) {
  return loadingRows.map((row) => (
    <tr {...roles.row} key={row}>
      {Array.from({ length: columns }, (_, column) => (
        <td {...roles.cell} key={column}>
          <span className={table.bar} style={{ width: "60%" }} />
        </td>
      ))}
    </tr>
  ));
}
