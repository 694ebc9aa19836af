import { formatAmount } from "@/server/domain/money";
import styles from "./money.module.css";

type AmountProps = {
  readonly micros: bigint | null | undefined;
  readonly currency: string;
  /** A plus before what is above zero: for differences. */
  readonly signed?: boolean | undefined;
  /** Without the code, where the column's header already names the currency. */
  readonly bare?: boolean | undefined;
};

/** An amount in tabular figures with its currency's code; an en dash when there is none. */
export function Amount({ micros, currency, signed, bare }: AmountProps) {
  if (micros === null || micros === undefined) {
    return (
      <span className={styles.none}>
        <span aria-hidden="true">–</span>
        <span className="visually-hidden">none</span>
      </span>
    );
  }
  const sign = signed && micros > 0n ? "+" : "";
  return (
    <span className={styles.amount}>
      {sign}
      {formatAmount({ micros, currency })}
      {!bare && <span className={styles.code}> {currency}</span>}
    </span>
  );
}
