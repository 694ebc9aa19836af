import { diffLines } from "diff";

export type DiffLine = { readonly kind: "same" | "added" | "removed"; readonly text: string };

/** Longer texts are shown as removed and added as a whole: a browser tab is no place for minutes of comparing. */
const mostEdits = 4_000;

/** Line by line, from `before` to `after`. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  const parts = diffLines(`${before}\n`, `${after}\n`, { maxEditLength: mostEdits });
  if (!parts) return [...lines(before, "removed"), ...lines(after, "added")];
  return parts.flatMap(({ value, added, removed }) =>
    lines(value.replace(/\n$/, ""), added ? "added" : removed ? "removed" : "same"),
  );
}

function lines(text: string, kind: DiffLine["kind"]): readonly DiffLine[] {
  return text.split("\n").map((line) => ({ kind, text: line }));
}
