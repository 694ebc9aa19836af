import type { FieldIssue } from "@/server/domain/errors";
import styles from "./sheet.module.css";

type CellIssueProps = {
  readonly issue: FieldIssue | undefined;
  /** Ties the message to its input (aria-describedby). */
  readonly id?: string | undefined;
  readonly fix?: { readonly label: string; readonly apply: () => void } | undefined;
};

/** What is wrong at a cell, below it, with the fix where there is one. */
export function CellIssue({ issue, id, fix }: CellIssueProps) {
  if (!issue) return null;
  return (
    <div className={styles.issue}>
      <span id={id}>{issue.message}</span>
      {fix && (
        <button type="button" className={styles.fix} onClick={fix.apply}>
          {fix.label}
        </button>
      )}
    </div>
  );
}
