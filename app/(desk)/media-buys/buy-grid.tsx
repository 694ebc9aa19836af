"use client";

import { Checkbox } from "@/app/_ui/checkbox";
import { HeaderCell, type Sort } from "@/app/_ui/data-table";
import table from "@/app/_ui/data-table.module.css";
import type { VirtualRows } from "@/app/_ui/use-virtual-rows";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import { BuyRow, type RowActs } from "./buy-row";
import type { Mark } from "./mark";
import { mediaBuyColumns } from "./media-buy-columns";
import type { SortKey } from "./use-buy-pages";

/** px; every row has it, so that the place of each is known without drawing those above. */
export const rowHeight = 52;

/** px; the name has what is left. */
const widths: Readonly<Record<string, number>> = {
  status: 148,
  endAt: 168,
  totalMicros: 128,
  spend: 104,
  blocked: 168,
  updatedAt: 88,
};

type BuyGridProps = {
  readonly virtual: VirtualRows;
  readonly rowAt: (row: number) => MediaBuyRow | undefined;
  readonly count: number;
  readonly hasMore: boolean;
  readonly isOld: boolean;
  readonly isLoading: boolean;
  readonly sort: { readonly key: SortKey; readonly direction: "asc" | "desc" };
  readonly onSort: (sort: Sort) => void;
  readonly marks: ReadonlyMap<string, Mark>;
  readonly chosen: ReadonlySet<string>;
  /** Ticks all that can be at once, or none. */
  readonly onAll: () => void;
  readonly acts: RowActs;
};

/** The list as a grid of which only what is seen is in the page, however long it is. */
export function BuyGrid(props: BuyGridProps) {
  const { virtual, rowAt, count, hasMore, isOld, isLoading, sort, onSort, marks, chosen, onAll, acts } = props;
  const columns = mediaBuyColumns.length + (acts.steer ? 2 : 1);
  return (
    <section
      ref={virtual.ref}
      className={`${table.region} ${styles.region}`}
      aria-label="Table: Media buys"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
    >
      <table
        className={`${table.table} ${styles.grid}`}
        data-old={isOld || undefined}
        aria-busy={isLoading || isOld}
        aria-rowcount={hasMore ? -1 : count + 1}
      >
        <caption className="visually-hidden">Media buys</caption>
        <colgroup>
          {acts.steer && <col style={{ width: 36 }} />}
          {mediaBuyColumns.map(({ key }) => (
            <col key={key} style={{ width: widths[key] }} />
          ))}
          <col style={{ width: 140 }} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {acts.steer && (
              <th scope="col">
                <Checkbox
                  aria-label="Choose all that are loaded, at most 500"
                  checked={chosen.size > 0}
                  indeterminate={chosen.size > 0 && chosen.size < Math.min(count, 500)}
                  onChange={onAll}
                />
              </th>
            )}
            {mediaBuyColumns.map((column) => (
              <HeaderCell key={column.key} column={column} sorting={{ sort, onSort }} />
            ))}
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          <Space height={virtual.above} columns={columns} />
          {isLoading && loadingRows.map((row) => <LoadingRow key={row} columns={columns} />)}
          {rowsBetween(virtual.from, virtual.to, rowAt).map(([row, buy]) => (
            <BuyRow
              key={buy.id}
              row={row}
              buy={buy}
              mark={marks.get(buy.id)}
              isChosen={chosen.has(buy.id)}
              acts={acts}
            />
          ))}
          <Space height={virtual.below} columns={columns} />
        </tbody>
      </table>
    </section>
  );
}

const loadingRows = Array.from({ length: 12 }, (_, row) => row);

/** A row that moved between two pages may be in both for a moment; it is drawn once. */
function rowsBetween(from: number, to: number, rowAt: BuyGridProps["rowAt"]) {
  const rows = new Map<string, readonly [number, MediaBuyRow]>();
  for (let row = from; row < to; row += 1) {
    const buy = rowAt(row);
    if (buy && !rows.has(buy.id)) rows.set(buy.id, [row, buy]);
  }
  return [...rows.values()];
}

function Space({ height, columns }: { readonly height: number; readonly columns: number }) {
  if (height === 0) return null;
  return (
    <tr className={styles.space}>
      <td colSpan={columns} style={{ height }} />
    </tr>
  );
}

function LoadingRow({ columns }: { readonly columns: number }) {
  return (
    <tr>
      {Array.from({ length: columns }, (_, column) => (
        <td key={column}>
          <span className={table.bar} style={{ width: "60%" }} />
        </td>
      ))}
    </tr>
  );
}
