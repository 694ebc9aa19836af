import { useCallback, useRef, useState } from "react";
import { flushSync } from "react-dom";

/** Rows kept ready beyond each edge of what is seen: a page's turn finds them there. */
const overscan = 10;
/** Rows drawn before the browser has measured anything: a tall screen's worth. */
const first = 26;

type Range = { readonly from: number; readonly to: number };

export type VirtualRows = Range & {
  /** Of the region that scrolls. */
  readonly ref: (region: HTMLElement | null) => (() => void) | undefined;
  /** px that the rows above and below would take. */
  readonly above: number;
  readonly below: number;
  readonly scrollTo: (row: number) => void;
};

/** Which of `count` rows of one height are worth drawing (`to` is exclusive); the region scrolls as if all were there. */
export function useVirtualRows(count: number, rowHeight: number): VirtualRows {
  const region = useRef<HTMLElement | null>(null);
  const [range, setRange] = useState<Range>({ from: 0, to: first });
  const ref = useCallback(
    (node: HTMLElement | null) => {
      region.current = node;
      if (!node) return;
      const look = () => setRange((shown) => rangeOf(node, rowHeight, shown));
      // Before the frame that is scrolled is painted: drawn a task later, what came into view would be blank in it.
      const scrolled = () => flushSync(look);
      const watcher = new ResizeObserver(look);
      node.addEventListener("scroll", scrolled, { passive: true });
      watcher.observe(node);
      return () => {
        node.removeEventListener("scroll", scrolled);
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

/** The same object while the rows in view are the same: what comes and goes in one step is what was scrolled, no more. */
function rangeOf(node: HTMLElement, rowHeight: number, shown: Range): Range {
  const top = Math.floor(node.scrollTop / rowHeight);
  const from = Math.max(0, top - overscan);
  const to = top + Math.ceil(node.clientHeight / rowHeight) + 1 + overscan;
  return shown.from === from && shown.to === to ? shown : { from, to };
}
