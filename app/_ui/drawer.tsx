"use client";

import { type ReactNode, useId } from "react";
import styles from "./drawer.module.css";
import { Glyph } from "./glyph";
import { useModal } from "./use-modal";

type DrawerProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly width?: string | undefined;
  readonly busy: boolean;
  /** The page stays in use beside it, where there is room. */
  readonly beside?: boolean;
  readonly children: ReactNode;
};

/** One thing beside its list: the browser's own dialog at the right edge, modal unless `beside`; Escape closes and the focus returns. */
export function Drawer({ open, onClose, title, width, busy, beside = false, children }: DrawerProps) {
  const ref = useModal(open, beside);
  const titleId = useId();
  return (
    <dialog
      ref={ref}
      className={styles.drawer}
      style={width ? ({ "--drawer-width": width } as Record<string, string>) : undefined}
      aria-labelledby={titleId}
      onClose={() => open && onClose()}
    >
      {open && (
        <>
          <div className={styles.head}>
            <h2 id={titleId}>{title}</h2>
            <button type="button" className={styles.close} aria-label="Close" onClick={onClose}>
              <Glyph name="cross" />
            </button>
          </div>
          <div className={styles.body} aria-busy={busy}>
            {children}
          </div>
        </>
      )}
    </dialog>
  );
}
