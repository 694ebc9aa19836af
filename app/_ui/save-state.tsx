"use client";

import { Button } from "./button";
import { clockWords } from "./date-words";
import { Glyph } from "./glyph";
import styles from "./save-state.module.css";

export type Saving =
  | { readonly kind: "idle" }
  | { readonly kind: "saving" }
  | { readonly kind: "saved"; readonly at: string; readonly zone: string }
  | { readonly kind: "failed"; readonly retry: () => void };

/** "Saving…", "Saved 09:31" or "Not saved" with a retry; announced politely. */
export function SaveState({ saving }: { readonly saving: Saving }) {
  return (
    <span className={styles.state} role="status" data-kind={saving.kind}>
      {saving.kind === "saving" && "Saving…"}
      {saving.kind === "saved" && (
        <>
          <Glyph name="check" /> Saved {clockWords(saving.at, saving.zone)}
        </>
      )}
      {saving.kind === "failed" && (
        <>
          <Glyph name="warn" /> Not saved
          <Button size="compact-xs" onClick={saving.retry}>
            Retry
          </Button>
        </>
      )}
    </span>
  );
}
