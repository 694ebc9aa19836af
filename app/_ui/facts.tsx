import { Fragment, type ReactNode } from "react";
import styles from "./panel.module.css";

/** Names and values in two columns: `[["PO number", "4711-A"], ...]`. */
export function Facts({ items }: { readonly items: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {items.map(([name, value]) => (
        <Fragment key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}
