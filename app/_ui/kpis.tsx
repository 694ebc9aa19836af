import type { ReactNode } from "react";
import styles from "./kpis.module.css";

export type Kpi = {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  /** Only where the number is a warning; the note says why. */
  readonly tone?: "wait" | "stop" | "live" | undefined;
};

/** The row of numbers above a page. */
export function Kpis({ items }: { readonly items: readonly Kpi[] }) {
  return (
    <dl className={styles.kpis}>
      {items.map((item) => (
        <div key={item.label} className={styles.kpi}>
          <dt>{item.label}</dt>
          <dd className={`${styles.value} ${item.tone ? styles[item.tone] : ""}`}>{item.value}</dd>
          {item.note && <dd className={styles.note}>{item.note}</dd>}
        </div>
      ))}
    </dl>
  );
}
