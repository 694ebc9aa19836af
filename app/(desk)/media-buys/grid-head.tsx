import { memo } from "react";
import { Checkbox } from "@/app/_ui/checkbox";
import table from "@/app/_ui/data-table.module.css";
import styles from "./buy-grid.module.css";
import { roles } from "./grid-roles";
import type { SortKey } from "./use-buy-pages";

export type BuySort = { readonly key: SortKey; readonly direction: "asc" | "desc" };

type GridHeadProps = {
  readonly sort: BuySort;
  readonly onSort: (key: SortKey) => void;
  /** The rows in this order are not here yet. */
  readonly isBusy: boolean;
  readonly chosen: "none" | "some" | "all";
  /** null: nothing can be ticked. */
  readonly onAll: (() => void) | null;
};

type Column = { readonly header: string; readonly sortKey?: SortKey; readonly isNumber?: boolean };

const columns: readonly Column[] = [
  { header: "Media buy", sortKey: "name" },
  { header: "Status" },
  { header: "Flight", sortKey: "endAt" },
  { header: "Budget", sortKey: "totalMicros", isNumber: true },
  { header: "Spent", isNumber: true },
  { header: "Waits on" },
  { header: "Updated", sortKey: "updatedAt", isNumber: true },
];

/** The head of the list; the order that was asked for shows in it at once, and that its rows are still on their way. */
export const GridHead = memo(function GridHead({ sort, onSort, isBusy, chosen, onAll }: GridHeadProps) {
  return (
    <thead {...roles.rowgroup}>
      <tr {...roles.row} aria-rowindex={1}>
        {onAll && (
          <th {...roles.columnheader} scope="col">
            <Checkbox
              aria-label="Choose all that are loaded, at most 500"
              checked={chosen !== "none"}
              indeterminate={chosen === "some"}
              onChange={onAll}
            />
          </th>
        )}
        {columns.map((column) => (
          <HeadCell key={column.header} column={column} sort={sort} onSort={onSort} isBusy={isBusy} />
        ))}
        <th {...roles.columnheader} scope="col">
          <span className="visually-hidden">Actions</span>
        </th>
      </tr>
    </thead>
  );
});

type HeadCellProps = Pick<GridHeadProps, "sort" | "onSort" | "isBusy"> & { readonly column: Column };

function HeadCell({ column: { header, sortKey, isNumber }, sort, onSort, isBusy }: HeadCellProps) {
  const className = isNumber ? styles.number : undefined;
  if (!sortKey) {
    return (
      <th {...roles.columnheader} scope="col" className={className}>
        {header}
      </th>
    );
  }
  const direction = sort.key === sortKey ? sort.direction : null;
  return (
    <th {...roles.columnheader} scope="col" className={className} aria-sort={direction ? ariaSort[direction] : "none"}>
      <button
        type="button"
        className={direction === null ? table.sort : `${table.sort} ${table.sorted}`}
        onClick={() => onSort(sortKey)}
      >
        {header}
        <span
          className={direction !== null && isBusy ? `${table.arrow} ${styles.busy}` : table.arrow}
          aria-hidden="true"
        >
          {direction && arrows[direction]}
        </span>
      </button>
    </th>
  );
}

const ariaSort = { asc: "ascending", desc: "descending" } as const;
const arrows = { asc: "▲", desc: "▼" } as const;
