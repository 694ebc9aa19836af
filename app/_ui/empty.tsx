import type { ReactNode } from "react";
import styles from "./panel.module.css";

type EmptyStateProps = {
  readonly title: string;
  /** What to do next, as a sentence. */
  readonly text: ReactNode;
  readonly action?: ReactNode;
};

/** Nothing here yet: says so, why, and what to do next. */
export function EmptyState({ title, text, action }: EmptyStateProps) {
  return (
    <div className={styles.empty}>
      <p className="b">{title}</p>
      <p className="dim">{text}</p>
      {action && <div className={styles.emptyAction}>{action}</div>}
    </div>
  );
}
