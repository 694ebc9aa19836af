import type { ReactNode } from "react";
import { Button } from "./button";
import styles from "./panel.module.css";
import { Tag } from "./tag";

type FailureProps = {
  /** What failed, as a sentence of ours. */
  readonly title: string;
  /** A seller's code or ours: "BUDGET_TOO_LOW". */
  readonly code?: string | null | undefined;
  /** The refusing side's own words, shown as they came (text, never markup). */
  readonly message?: string | null | undefined;
  /** What can be done. */
  readonly suggestion?: ReactNode;
  readonly retry?: (() => void) | undefined;
  readonly requestId?: string | null | undefined;
};

/** Something was refused or failed: the words of who refused, the code, and a way out. */
export function Failure({ title, code, message, suggestion, retry, requestId }: FailureProps) {
  return (
    <div className={`${styles.notice} ${styles.stop}`} role="alert">
      <Tag tone="stop" glyph="warn">
        Failed
      </Tag>
      <div>
        <p className="b">{title}</p>
        {message && <blockquote className={styles.words}>{message}</blockquote>}
        {suggestion && <div>{suggestion}</div>}
        {(code || requestId) && (
          <p className="sm dim">
            {code && <>Code {code}</>}
            {code && requestId && " · "}
            {requestId && <>request {requestId}</>}
          </p>
        )}
      </div>
      {retry && (
        <div className={styles.noticeActions}>
          <Button onClick={retry}>Try again</Button>
        </div>
      )}
    </div>
  );
}
