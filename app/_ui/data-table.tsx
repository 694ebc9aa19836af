"use client";

import type { ReactNode } from "react";
import styles from "./data-table.module.css";

export type Column<Row> = {
  readonly key: string;
  readonly header: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  /** "end" for numbers. */
  readonly align?: "start" | "end" | undefined;
  readonly sortable?: boolean | undefined;
  /** The cell that names its row; one column a table should be it. */
  readonly isRowHeader?: boolean | undefined;
  readonly width?: string | undefined;
};

export type Sort = { readonly key: string; readonly direction: "asc" | "desc" };

type DataTableProps<Row> = {
  /** Names the table and its scroll region; read, not seen. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  /** undefined while loading: skeleton rows are shown. */
  readonly rows: readonly Row[] | undefined;
  readonly rowKey: (row: Row) => string;
  readonly sorting?: { readonly sort: Sort | null; readonly onSort: (sort: Sort) => void } | undefined;
  readonly isSelected?: ((row: Row) => boolean) | undefined;
  readonly empty?: ReactNode;
  /** Rows of the table's foot (`<tr>`): totals. */
  readonly children?: ReactNode;
};

/** A dense table that scrolls sideways in its own focusable region; sorting is a button in the header. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { caption, columns, rows, rowKey, sorting, isSelected, empty, children } = props;
  if (rows?.length === 0 && empty) return <>{empty}</>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={styles.region} aria-label={`Table: ${caption}`} tabIndex={0}>
      <table className={styles.table} aria-busy={rows === undefined}>
        <caption className="visually-hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeaderCell key={column.key} column={column} sorting={sorting} />
            ))}
          </tr>
        </thead>
        <tbody>
          {rows === undefined
            ? skeletonRows.map((row) => <SkeletonRow key={row} columns={columns} />)
            : rows.map((row) => (
                <tr key={rowKey(row)} className={isSelected?.(row) ? styles.selected : undefined}>
                  {columns.map((column) => (
                    <BodyCell key={column.key} column={column} row={row} />
                  ))}
                </tr>
              ))}
        </tbody>
        {children && <tfoot>{children}</tfoot>}
      </table>
    </section>
  );
}

function BodyCell<Row>({ column, row }: { readonly column: Column<Row>; readonly row: Row }) {
  const className = column.align === "end" ? styles.end : undefined;
  if (column.isRowHeader) {
    return (
      <th scope="row" className={className}>
        {column.cell(row)}
      </th>
    );
  }
  return <td className={className}>{column.cell(row)}</td>;
}

type HeaderCellProps<Row> = Pick<DataTableProps<Row>, "sorting"> & { readonly column: Column<Row> };

function HeaderCell<Row>({ column, sorting }: HeaderCellProps<Row>) {
  const className = column.align === "end" ? styles.end : undefined;
  const style = column.width ? { width: column.width } : undefined;
  if (!column.sortable || !sorting) {
    return (
      <th scope="col" className={className} style={style}>
        {column.header}
      </th>
    );
  }
  const direction = sorting.sort?.key === column.key ? sorting.sort.direction : null;
  const next = direction === "asc" ? "desc" : "asc";
  return (
    <th scope="col" className={className} style={style} aria-sort={direction ? ariaSort[direction] : "none"}>
      <button
        type="button"
        className={`${styles.sort} ${direction ? styles.sorted : ""}`}
        onClick={() => sorting.onSort({ key: column.key, direction: next })}
      >
        {column.header}
        <span className={styles.arrow} aria-hidden="true">
          {direction === null ? "" : direction === "asc" ? "▲" : "▼"}
        </span>
      </button>
    </th>
  );
}

const ariaSort = { asc: "ascending", desc: "descending" } as const;
const skeletonRows = ["a", "b", "c", "d", "e", "f"];
const skeletonWidths = ["72%", "54%", "64%", "40%"];

function SkeletonRow<Row>({ columns }: { readonly columns: readonly Column<Row>[] }) {
  return (
    <tr>
      {columns.map((column, index) => (
        <td key={column.key} className={column.align === "end" ? styles.end : undefined}>
          <span className={styles.bar} style={{ width: skeletonWidths[index % 4] }} />
        </td>
      ))}
    </tr>
  );
}
