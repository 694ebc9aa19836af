import type { ReactNode } from "react";
import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import styles from "./attention.module.css";
import type { DraftConflict } from "./rebase-draft";

type StaleNoticeProps = {
  readonly conflicts: readonly DraftConflict[];
  /** "News homepage: Budget" */
  readonly nameOf: (conflict: DraftConflict) => string;
  readonly show: (value: unknown, conflict: DraftConflict) => ReactNode;
  readonly onTake: (conflict: DraftConflict) => void;
};

/** Somebody else saved while this was being typed: what was typed is kept, and both values are shown. */
export function StaleNotice({ conflicts, nameOf, show, onTake }: StaleNoticeProps) {
  if (conflicts.length === 0) return null;
  return (
    <Notice tone="changed" word="Changed" glyph="swap" title="Somebody else changed this while you were typing">
      <ul className={styles.missed} aria-label="Changed by somebody else">
        {conflicts.map((conflict) => (
          <li key={conflict.path.join(".")}>
            <span className="b">{nameOf(conflict)}</span> was {show(conflict.was, conflict)}, is{" "}
            <span className="b">{show(conflict.theirs, conflict)}</span> now; you have {show(conflict.mine, conflict)}.{" "}
            <Button size="compact-xs" onClick={() => onTake(conflict)}>
              Take {show(conflict.theirs, conflict)}
            </Button>
          </li>
        ))}
      </ul>
    </Notice>
  );
}
