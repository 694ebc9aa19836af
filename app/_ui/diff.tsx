import type { ReactNode } from "react";
import styles from "./diff.module.css";

type BeforeAfterProps = {
  /** null: there was nothing before. */
  readonly before: ReactNode;
  readonly after: ReactNode;
  /** The difference, signed: "+8,000.00 EUR". */
  readonly delta?: ReactNode;
  /** "+16 %"; its sign also picks the tint. */
  readonly percent?: string | null | undefined;
};

/** Old struck through, new in bold, difference and percent. */
export function BeforeAfter({ before, after, delta, percent }: BeforeAfterProps) {
  const hasDelta = delta !== undefined && delta !== null;
  return (
    <span className={styles.diff}>
      {before !== null && before !== undefined && (
        <del>
          <span className="visually-hidden">before </span>
          {before}
        </del>
      )}
      <ins>
        <span className="visually-hidden">after </span>
        {after}
      </ins>
      {(hasDelta || percent) && (
        <span className={`${styles.delta} ${tint(percent ?? (typeof delta === "string" ? delta : ""))}`}>
          {hasDelta && delta}
          {hasDelta && percent && " · "}
          {percent}
        </span>
      )}
    </span>
  );
}

function tint(signed: string): string {
  if (/^[−-]/.test(signed)) return styles.down ?? "";
  return signed.startsWith("+") ? (styles.up ?? "") : "";
}
