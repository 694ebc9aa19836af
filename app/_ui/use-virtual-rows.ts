import { startTransition, useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { type Move, type RowRange, rangeOf } from "./row-range";

/** Rows drawn before the browser has measured anything: a desk screen's worth. Each more is laid out before the first paint. */
const first = 18;
/** How long a scroll has to stand still. */
const restMillis = 100;

export type VirtualRows = RowRange & {
  /** Of the region that scrolls. */
  readonly ref: (region: HTMLElement | null) => (() => void) | undefined;
  /** px that the rows above and below would take. */
  readonly above: number;
  readonly below: number;
  readonly scrollTo: (row: number) => void;
};

/**
 * Which of `count` rows of one height are worth drawing (`to` is exclusive); the region scrolls as if all were there. `isFlying`: so many
 * rows pass in each frame that they can only be glanced at, and may be drawn as simply as that.
 */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const region = useRef<HTMLElement | null>(null);
  const [range, setRange] = useState<RowRange>({ from: 0, to: first, isFlying: false });
  const ref = useCallback(
    (node: HTMLElement | null) => {
      region.current = node;
      if (!node) return;
      return watchScroll(node, (move) => setRange((shown) => rangeOf(node, rowHeight, shown, move)));
    },
    [rowHeight],
  );
  const to = Math.min(range.to, count);
  const from = Math.min(range.from, Math.max(0, to - 1));
  const scrollTo = useCallback(
    (row: number): void => {
      // Newer browsers answer with a promise, which an effect that returned it would take for its end.
      void region.current?.scrollTo({ top: row * rowHeight });
    },
    [rowHeight],
  );
  const [above, below] = [from * rowHeight, Math.max(0, count - to) * rowHeight];
  return { ref, from, to, isFlying: range.isFlying, above, below, scrollTo };
}

function watchScroll(node: HTMLElement, look: (move: Move) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const rest = () => look("rests");
  const scrolled = () => {
    const held = document.activeElement;
    // Before the frame that is scrolled is painted: drawn a task later, what came into view would be blank in it.
    flushSync(() => look("scrolls"));
    // The keyboard stays in the list when the row that it was in leaves the page.
    if (held && !held.isConnected) node.focus({ preventScroll: true });
    clearTimeout(timer);
    timer = setTimeout(() => startTransition(rest), restMillis);
  };
  const watcher = new ResizeObserver(rest);
  node.addEventListener("scroll", scrolled, { passive: true });
  watcher.observe(node);
  return () => {
    clearTimeout(timer);
    node.removeEventListener("scroll", scrolled);
    watcher.disconnect();
  };
}
