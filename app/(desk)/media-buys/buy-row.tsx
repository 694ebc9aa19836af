import { memo } from "react";
import button from "@/app/_ui/button.module.css";
import { flightWords } from "@/app/_ui/date-words";
import { Amount } from "@/app/_ui/money";
import { Chip } from "@/app/_ui/tag";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import { roles } from "./grid-roles";
import type { Mark } from "./mark";
import type { Marks } from "./marks";
import { RowStatus } from "./row-status";
import { sellerLine } from "./seller-line";
import { TotalCell } from "./total-cell";

export type RowActs = {
  /** null: may not steer. */
  readonly steer: Marks["act"] | null;
  readonly mayEdit: boolean;
  /** `isRange`: with every row since the last one that was ticked. Whether it is ticked now. */
  readonly tick: (row: number, isRange: boolean) => boolean;
  readonly look: (buy: MediaBuyRow) => void;
  /** A plain press on the link of a row. */
  readonly follow: (event: React.MouseEvent<HTMLAnchorElement>) => void;
};

type BuyRowProps = {
  readonly buy: MediaBuyRow;
  /** Its place in the whole list, from 0. */
  readonly row: number;
  /** How long ago it was updated, in words: the grid keeps the one clock. */
  readonly age: string;
  readonly mark: Mark | undefined;
  readonly isChosen: boolean;
  readonly isLooked: boolean;
  readonly acts: RowActs;
};

/**
 * One media buy of the list, in as few elements as it can be told: a dozen of these come and go in a frame of a scroll. Drawn again only
 * when something of it changed, and ticking it draws its box alone.
 */
export const BuyRow = memo(function BuyRow({ buy, row, isChosen, isLooked, acts, ...rest }: BuyRowProps) {
  return (
    <tr
      {...roles.row}
      aria-rowindex={row + 2}
      className={isChosen ? styles.chosen : undefined}
      data-buy={buy.id}
      data-looked={isLooked || undefined}
    >
      {acts.steer && (
        <td {...roles.cell}>
          <input
            type="checkbox"
            className={styles.box}
            aria-label={`Choose ${buy.name}`}
            // Shows what was pressed before the row is drawn for it.
            ref={(box) => {
              if (box) box.checked = isChosen;
            }}
            onChange={({ currentTarget: box, nativeEvent }) => {
              box.checked = acts.tick(row, "shiftKey" in nativeEvent && nativeEvent.shiftKey === true);
            }}
          />
        </td>
      )}
      <BuyCells buy={buy} acts={acts} {...rest} />
    </tr>
  );
});

type BuyCellsProps = Omit<BuyRowProps, "row" | "isChosen" | "isLooked">;

const BuyCells = memo(function BuyCells({ buy, age, mark, acts }: BuyCellsProps) {
  const { startAt, endAt, timeZone, currency, deliveryAt, blockedBy, updatedAt } = buy;
  return (
    <>
      <NameCell buy={buy} follow={acts.follow} />
      <td {...roles.cell} className={styles.clip}>
        <RowStatus buy={buy} mark={mark} />
      </td>
      <td {...roles.cell}>{startAt && endAt ? flightWords(startAt, endAt, timeZone) : "–"}</td>
      <td {...roles.cell} className={styles.number}>
        <TotalCell buy={buy} mark={mark} act={acts.mayEdit ? acts.steer : null} />
      </td>
      <td {...roles.cell} className={styles.number}>
        {deliveryAt ? <Amount micros={buy.spendMicros} currency={currency} /> : "–"}
      </td>
      <td {...roles.cell} className={styles.words}>
        {blockedBy?.text ?? "–"}
      </td>
      <td {...roles.cell} className={styles.number}>
        <time dateTime={updatedAt} title={`${updatedAt} (UTC)`} suppressHydrationWarning>
          {age}
        </time>
      </td>
      <td {...roles.cell} className={styles.number}>
        <PauseResume buy={buy} mark={mark} steer={acts.steer} />
        <button
          type="button"
          className={button.button}
          data-size="compact-sm"
          aria-label={`Look at ${buy.name}`}
          onClick={() => acts.look(buy)}
        >
          Look
        </button>
      </td>
    </>
  );
});

/** A plain link: `Link` of Next costs as much as the rest of the row, and none of these pages is fetched before it is asked for. */
function NameCell({ buy, follow }: Pick<BuyRowProps, "buy"> & Pick<RowActs, "follow">) {
  const seller = <div className={styles.under}>{sellerLine(buy)}</div>;
  return (
    <th {...roles.rowheader} scope="row">
      <a href={`/media-buys/${buy.id}`} className={styles.name} onClick={follow}>
        {buy.name}
      </a>
      {buy.sandbox ? (
        <div className={styles.second}>
          <Chip>Sandbox</Chip>
          {seller}
        </div>
      ) : (
        seller
      )}
    </th>
  );
}

const pausable: ReadonlySet<string> = new Set(["ACTIVE", "PENDING_START"]);

function PauseResume({ buy, mark, steer }: Pick<BuyRowProps, "buy" | "mark"> & Pick<RowActs, "steer">) {
  const resumes = buy.status === "PAUSED";
  if (!steer || !(resumes || pausable.has(buy.status))) return null;
  const isBusy = mark?.kind === "sending";
  const word = resumes ? "Resume" : "Pause";
  return (
    <button
      type="button"
      className={button.button}
      data-size="compact-sm"
      aria-label={`${word} ${buy.name}`}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || undefined}
      onClick={() => !isBusy && steer.pause([buy.id], !resumes)}
    >
      {word}
    </button>
  );
}
