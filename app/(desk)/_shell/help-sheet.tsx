"use client";

import { Dialog } from "@/app/_ui/dialog";
import styles from "./help-sheet.module.css";
import { shortcutList } from "./shortcut-keys";

/** Every shortcut; opened by ?. */
export function HelpSheet({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keyboard shortcuts" width="520px">
      <dl className={styles.list}>
        {shortcutList.map(({ keys, does }) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="sm dim">On a Mac, Ctrl is ⌘. Letters typed into a field never leave it.</p>
    </Dialog>
  );
}
