import type { CSSProperties, ReactNode } from "react";
import styles from "./strip.module.css";
import type { Tone } from "./tag";

type StripsProps = {
  readonly label: string;
  /** CSS grid tracks of every strip on wide screens: "minmax(200px, 1.6fr) 134px 1fr". Below 992 px they stack. */
  readonly columns: string;
  readonly children: ReactNode;
};

/** A list of strips: one thing in flight is one line in compartments. */
export function Strips({ label, columns, children }: StripsProps) {
  return (
    <ul className={styles.strips} aria-label={label} style={{ "--strip-columns": columns } as CSSProperties}>
      {children}
    </ul>
  );
}

export function Strip({
  tone = "plain",
  children,
}: {
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
}) {
  return <li className={`${styles.strip} ${styles[tone] ?? ""}`}>{children}</li>;
}

/** `end` for numbers, `tag` for a badge that keeps its own width, `actions` for buttons in a row. */
export function StripCell(props: {
  readonly as?: "end" | "tag" | "actions" | undefined;
  readonly children: ReactNode;
}) {
  const variants = { end: styles.end, tag: styles.tagged, actions: styles.actions };
  return <div className={`${styles.cell} ${props.as ? variants[props.as] : ""}`}>{props.children}</div>;
}
