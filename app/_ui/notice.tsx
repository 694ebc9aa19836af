import type { ReactNode } from "react";
import type { GlyphName } from "./glyph";
import styles from "./panel.module.css";
import { Tag, type Tone } from "./tag";

type NoticeProps = {
  readonly tone: Tone;
  /** One word of state: "Ignored", "Waiting". */
  readonly word: string;
  readonly glyph?: GlyphName | undefined;
  /** The sentence: who, since when, what it costs. */
  readonly title: ReactNode;
  readonly actions?: ReactNode;
  readonly children?: ReactNode;
};

/** A sentence that needs attention, with its next action at the right. */
export function Notice({ tone, word, glyph = "warn", title, actions, children }: NoticeProps) {
  return (
    <div className={`${styles.notice} ${styles[tone] ?? ""}`}>
      <Tag tone={tone} glyph={glyph}>
        {word}
      </Tag>
      <div>
        <p className="b">{title}</p>
        {children && <div className="dim">{children}</div>}
      </div>
      {actions && <div className={styles.noticeActions}>{actions}</div>}
    </div>
  );
}
