import { memo } from "react";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import table from "@/app/_ui/data-table.module.css";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import type { Mark, Marks } from "./marks";
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

/** One media buy of the list; drawn again only when something of it changed. */
export const BuyRow = memo(function BuyRow({ buy, row, mark, isChosen, acts }: BuyRowProps) {
  return (
    <tr aria-rowindex={row + 2} className={isChosen ? table.selected : undefined} data-buy={buy.id}>
      {acts.steer && (
        <td>
          <Checkbox
            aria-label={`Choose ${buy.name}`}
            checked={isChosen}
            onChange={(event) => acts.tick(row, "shiftKey" in event.nativeEvent && event.nativeEvent.shiftKey === true)}
          />
        </td>
      )}
      {mediaBuyColumns.map(({ key, isRowHeader, align, cell }) => {
        const Cell = isRowHeader ? "th" : "td";
        return (
          <Cell
            key={key}
            {...(isRowHeader ? { scope: "row" } : {})}
            className={align === "end" ? table.end : undefined}
          >
            <div className={styles.clip}>
              {key === "status" && <RowStatus buy={buy} mark={mark} />}
              {key === "totalMicros" && <TotalCell buy={buy} mark={mark} act={acts.mayEdit ? acts.steer : null} />}
              {key !== "status" && key !== "totalMicros" && cell(buy)}
            </div>
          </Cell>
        );
      })}
      <td className={table.end}>
        <PauseResume buy={buy} mark={mark} steer={acts.steer} />{" "}
        <Button size="compact-sm" onClick={() => acts.look(buy)}>
          Look<span className="visually-hidden"> at {buy.name}</span>
        </Button>
      </td>
    </tr>
  );
});

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
