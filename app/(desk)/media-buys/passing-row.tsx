import { memo } from "react";
import { flightWords } from "@/app/_ui/date-words";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { formatAmount } from "@/server/domain/money";
import styles from "./buy-grid.module.css";
import { buyStatusWord } from "./buy-status";
import { roles } from "./grid-roles";
import type { Mark } from "./mark";
import { sellerLine } from "./seller-line";

type PassingRowProps = {
  readonly buy: MediaBuyRow;
  /** Its place in the whole list, from 0. */
  readonly row: number;
  readonly age: string;
  readonly mark: Mark | undefined;
  readonly isChosen: boolean;
  readonly hasTick: boolean;
};

/** A row as it flies by: the same words in the same places, and nothing that could be pressed or focused until the scroll rests. */
export const PassingRow = memo(function PassingRow({ buy, row, age, mark, isChosen, hasTick }: PassingRowProps) {
  const { name, sandbox, startAt, endAt, timeZone, currency, deliveryAt, blockedBy } = buy;
  const amount = (micros: bigint) => `${formatAmount({ micros, currency })} ${currency}`;
  return (
    <tr
      {...roles.row}
      aria-rowindex={row + 2}
      className={isChosen ? styles.chosen : undefined}
      data-buy={buy.id}
      data-passing
    >
      {hasTick && <td {...roles.cell} />}
      <th {...roles.rowheader} scope="row">
        <div className={styles.name}>{name}</div>
        <div className={styles.under}>{sandbox ? `Sandbox · ${sellerLine(buy)}` : sellerLine(buy)}</div>
      </th>
      <td {...roles.cell} className={styles.clip}>
        {mark?.kind === "sending" ? `Sending: ${mark.what}` : buyStatusWord(buy)}
      </td>
      <td {...roles.cell}>{startAt && endAt ? flightWords(startAt, endAt, timeZone) : "–"}</td>
      <td {...roles.cell} className={styles.number}>
        {amount(buy.totalMicros)}
      </td>
      <td {...roles.cell} className={styles.number}>
        {deliveryAt ? amount(buy.spendMicros) : "–"}
      </td>
      <td {...roles.cell} className={styles.words}>
        {blockedBy?.text ?? "–"}
      </td>
      <td {...roles.cell} className={styles.number}>
        {age}
      </td>
      <td {...roles.cell} />
    </tr>
  );
});
