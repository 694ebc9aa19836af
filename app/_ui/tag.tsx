import type { ReactNode } from "react";
import { Glyph, type GlyphName } from "./glyph";
import styles from "./tag.module.css";

export type Tone = "live" | "paused" | "wait" | "stop" | "done" | "verified" | "changed" | "accent" | "plain";

type TagProps = {
  readonly tone: Tone;
  readonly glyph?: GlyphName | undefined;
  readonly title?: string | undefined;
  readonly children: ReactNode;
};

/** Sign + word + tint. The word carries the meaning; colour and sign only repeat it. */
export function Tag({ tone, glyph, title, children }: TagProps) {
  return (
    <span className={`${styles.tag} ${styles[tone]}`} title={title}>
      {glyph && <Glyph name={glyph} />}
      <span className={styles.word}>{children}</span>
    </span>
  );
}

/** A quiet fact in a frame: "within cap", "undo: until spent". */
export function Chip({ children }: { readonly children: ReactNode }) {
  return <span className={styles.chip}>{children}</span>;
}
