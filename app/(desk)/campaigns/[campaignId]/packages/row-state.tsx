import { Button } from "@/app/_ui/button";
import { Tag } from "@/app/_ui/tag";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

/** Saved, saving, not saved; and when it is saved, whether the package could be sent. */
export function RowState({ state: { row, state, autosave } }: { readonly state: PackageRowState }) {
  if (row.locked) return <span className="sm dim">{row.locked}</span>;
  if (state.phase === "waiting" || state.phase === "saving") return <span className="sm dim nowrap">Saving…</span>;
  if (state.phase === "failed") {
    return (
      <span className={styles.unsaved} role="status">
        <Tag tone="stop" glyph="warn">
          Not saved
        </Tag>
        {Object.keys(state.errors).length === 0 && (
          <>
            <span className="sm">{state.message}</span>
            <Button size="compact-xs" onClick={() => void autosave.flush()}>
              Retry
            </Button>
          </>
        )}
      </span>
    );
  }
  if (row.issues.length > 0) {
    return (
      <Tag tone="wait" glyph="warn">
        {row.issues.length} open
      </Tag>
    );
  }
  return (
    <Tag tone="verified" glyph="check">
      Ready
    </Tag>
  );
}
