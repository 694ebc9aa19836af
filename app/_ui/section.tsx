import { type ReactNode, useId } from "react";
import styles from "./panel.module.css";

type SectionProps = {
  readonly title: string;
  /** The quiet words beside the title: "3 · one per product and flight". */
  readonly hint?: ReactNode;
  readonly actions?: ReactNode;
  /** For tables and strips, which bring their own padding. */
  readonly flush?: boolean | undefined;
  readonly children: ReactNode;
};

/** A panel with a heading: the only box there is; never one inside another. */
export function Section({ title, hint, actions, flush, children }: SectionProps) {
  const headingId = useId();
  return (
    <section className={styles.panel} data-panel="" aria-labelledby={headingId}>
      <div className={styles.panelHead}>
        <h2 id={headingId}>{title}</h2>
        {hint && <span className="sm dim">{hint}</span>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      <div className={flush ? undefined : styles.body}>{children}</div>
    </section>
  );
}
