import { useCallback, useRef, useState } from "react";

/** Rows kept ready beyond each edge of what is seen. */
const overscan = 6;
/** Rows drawn before the browser has measured anything: a tall screen's worth. */
const first = 26;

export type VirtualRows = {
  /** Of the region that scrolls. */
  readonly ref: (region: HTMLElement | null) => (() => void) | undefined;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** px that the rows above and below would take. */
  readonly above: number;
  readonly below: number;
  readonly scrollTo: (row: number) => void;
};

/** Which of `count` rows of one height are worth drawing; the region scrolls as if all were there. */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const region = useRef<HTMLElement | null>(null);
  const [range, setRange] = useState({ from: 0, to: first });
  const ref = useCallback(
    (node: HTMLElement | null) => {
      region.current = node;
      if (!node) return;
      const look = () => setRange((shown) => rangeOf(node, rowHeight, shown));
      const watcher = new ResizeObserver(look);
      node.addEventListener("scroll", look, { passive: true });
      watcher.observe(node);
      return () => {
        node.removeEventListener("scroll", look);
        watcher.disconnect();
      };
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
  return { ref, from, to, above: from * rowHeight, below: Math.max(0, count - to) * rowHeight, scrollTo };
}

/** The same object while what is drawn still covers what is seen: most steps of a scroll draw nothing. */
function rangeOf(node: HTMLElement, rowHeight: number, shown: { readonly from: number; readonly to: number }) {
  const top = Math.floor(node.scrollTop / rowHeight);
  const seen = Math.ceil(node.clientHeight / rowHeight) + 1;
  const isCovered = shown.from <= Math.max(0, top - 2) && shown.to >= top + seen + 2;
  const isLean = shown.to - shown.from <= seen + 2 * overscan;
  if (isCovered && isLean) return shown;
  return { from: Math.max(0, top - overscan), to: top + seen + overscan };
}
