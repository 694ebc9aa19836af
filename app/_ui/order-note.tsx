import { memo, useEffect } from "react";
import { Button } from "./button";
import { announce } from "./live-region";
import styles from "./order-note.module.css";

type OrderNoteProps = {
  /** Another look at the list would put rows elsewhere, or show others. */
  readonly hasMoved: boolean;
  readonly onRefresh: () => void;
};

/** Says that the order is no longer what it would be, and puts it right when asked; its place is kept free, so that it moves nothing. */
export const OrderNote = memo(function OrderNote({ hasMoved, onRefresh }: OrderNoteProps) {
  useEffect(() => {
    if (hasMoved) announce("The order of the list has changed. Refresh order puts it right.");
  }, [hasMoved]);
  return (
    <div className={styles.note} data-shown={hasMoved || undefined}>
      <span className="sm dim">The order has changed</span>
      <Button
        onClick={({ currentTarget }) => {
          onRefresh();
          // It goes with what it said; the keyboard stays with the list.
          if (document.activeElement === currentTarget) document.getElementById("main")?.focus({ preventScroll: true });
        }}
      >
        Refresh order
      </Button>
    </div>
  );
});
