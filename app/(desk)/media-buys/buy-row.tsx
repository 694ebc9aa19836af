import { memo, type ReactNode } from "react";
import { Button } from "@/app/_ui/button";
import type { Column } from "@/app/_ui/data-table";
import table from "@/app/_ui/data-table.module.css";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import type { Mark } from "./mark";
import type { Marks } from "./marks";
import { mediaBuyColumns } from "./media-buy-columns";
import { RowStatus } from "./row-status";
import { TotalCell } from "./total-cell";

export type RowActs = {
  /** null: may not steer. */
  readonly steer: Marks["act"] | null;
  readonly mayEdit: boolean;
  /** `isRange`: with every row since the last one that was ticked. */
  readonly tick: (row: number, isRange: boolean) => void;
  readonly look: (buy: MediaBuyRow) => void;
};

type BuyRowProps = {
  readonly buy: MediaBuyRow;
  /** Its place in the whole list, from 0. */
  readonly row: number;
  readonly mark: Mark | undefined;
  readonly isChosen: boolean;
  readonly acts: RowActs;
};

/** One media buy of the list; drawn again only when something of it changed, and ticking it draws its box alone. */
export const BuyRow = memo(function BuyRow({ buy, row, mark, isChosen, acts }: BuyRowProps) {
  return (
    <tr aria-rowindex={row + 2} className={isChosen ? table.selected : undefined} data-buy={buy.id}>
      {acts.steer && (
        <td>
          <input
            type="checkbox"
            className={styles.box}
            aria-label={`Choose ${buy.name}`}
            checked={isChosen}
            onChange={(event) => acts.tick(row, "shiftKey" in event.nativeEvent && event.nativeEvent.shiftKey === true)}
          />
        </td>
      )}
      <BuyCells buy={buy} mark={mark} acts={acts} />
    </tr>
  );
});

const BuyCells = memo(function BuyCells({ buy, mark, acts }: Pick<BuyRowProps, "buy" | "mark" | "acts">) {
  return (
    <>
      {mediaBuyColumns.map((column) => (
        <BuyCell key={column.key} column={column} buy={buy}>
          {column.key === "status" && <RowStatus buy={buy} mark={mark} />}
          {column.key === "totalMicros" && <TotalCell buy={buy} mark={mark} act={acts.mayEdit ? acts.steer : null} />}
        </BuyCell>
      ))}
      <td className={table.end}>
        <PauseResume buy={buy} mark={mark} steer={acts.steer} />{" "}
        <Button size="compact-sm" onClick={() => acts.look(buy)}>
          Look<span className="visually-hidden"> at {buy.name}</span>
        </Button>
      </td>
    </>
  );
});

type BuyCellProps = {
  readonly column: Column<MediaBuyRow>;
  readonly buy: MediaBuyRow;
  /** Of the two columns that say more than the list knows. */
  readonly children: ReactNode;
};

function BuyCell({ column: { isRowHeader, align, key, cell }, buy, children }: BuyCellProps) {
  const Cell = isRowHeader ? "th" : "td";
  return (
    <Cell {...(isRowHeader ? { scope: "row" } : {})} className={align === "end" ? table.end : undefined}>
      <div className={styles.clip}>{key === "status" || key === "totalMicros" ? children : cell(buy)}</div>
    </Cell>
  );
}

const pausable: ReadonlySet<string> = new Set(["ACTIVE", "PENDING_START"]);

function PauseResume({ buy, mark, steer }: Pick<BuyRowProps, "buy" | "mark"> & Pick<RowActs, "steer">) {
  const resumes = buy.status === "PAUSED";
  if (!steer || !(resumes || pausable.has(buy.status))) return null;
  const isBusy = mark?.kind === "sending";
  return (
    <Button
      size="compact-sm"
      aria-busy={isBusy}
      aria-disabled={isBusy}
      onClick={() => !isBusy && steer.pause([buy.id], !resumes)}
    >
      {resumes ? "Resume" : "Pause"}
      <span className="visually-hidden"> {buy.name}</span>
    </Button>
  );
}
