"use client";

import { type ReactNode, useId } from "react";
import styles from "./dialog.module.css";
import { Glyph } from "./glyph";
import { useModal } from "./use-modal";

type DialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly width?: string | undefined;
  readonly children: ReactNode;
};

/** The browser's own modal dialog: focus stays inside, Escape closes, the focus returns. Its content mounts when open. */
export function Dialog({ open, onClose, title, width, children }: DialogProps) {
  const ref = useModal(open);
  const titleId = useId();
  return (
    <dialog
      ref={ref}
      className={styles.dialog}
      style={width ? ({ "--dialog-width": width } as Record<string, string>) : undefined}
      aria-labelledby={titleId}
      onClose={() => open && onClose()}
    >
      <h2 id={titleId} className={styles.title}>
        {title}
      </h2>
      {open && <div className={styles.body}>{children}</div>}
      <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
        <Glyph name="cross" />
      </button>
    </dialog>
  );
}

/** The row of buttons at a dialog's end; the primary one comes last. */
export function DialogButtons({ children }: { readonly children: ReactNode }) {
  return <div className={styles.buttons}>{children}</div>;
}
