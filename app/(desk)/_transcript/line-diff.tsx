import { useMemo } from "react";
import { type DiffLine, lineDiff } from "./diff-lines";
import styles from "./transcript.module.css";

type LineDiffProps = { readonly title: string; readonly before: string; readonly after: string };

const signs: Record<DiffLine["kind"], string> = { same: " ", added: "+", removed: "−" };
const words: Record<DiffLine["kind"], string> = {
  same: "",
  added: "only in the second: ",
  removed: "only in the first: ",
};
/** Unchanged lines around a change. */
const around = 3;

/** Two texts line by line: a sign and a word say where a line is, colour only repeats it. */
export function LineDiff({ title, before, after }: LineDiffProps) {
  const lines = useMemo(() => lineDiff(before, after), [before, after]);
  const changed = lines.filter((line) => line.kind !== "same").length;
  return (
    <section aria-label={title}>
      <h3>
        {title} <span className="sm dim">{changed === 0 ? "the same" : `${changed} lines differ`}</span>
      </h3>
      {changed > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
        <pre className={styles.diff} tabIndex={0}>
          {folded(lines).map(({ key, line, skipped }) =>
            line === null ? (
              <span key={key} className={styles.skipped}>{`⋯ ${skipped} lines the same\n`}</span>
            ) : (
              <span key={key} className={styles[line.kind]}>
                <span aria-hidden="true">{signs[line.kind]} </span>
                {words[line.kind] && <span className="visually-hidden">{words[line.kind]}</span>}
                {`${line.text}\n`}
              </span>
            ),
          )}
        </pre>
      )}
    </section>
  );
}

type Shown = { readonly key: string; readonly line: DiffLine | null; readonly skipped: number };

/** Without the long stretches that are the same. */
function folded(lines: readonly DiffLine[]): readonly Shown[] {
  const isNear = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some((line) => line.kind !== "same"),
  );
  const shown: Shown[] = [];
  let skipped = 0;
  const flush = (index: number) => {
    if (skipped > 0) shown.push({ key: `skipped ${index}`, line: null, skipped });
    skipped = 0;
  };
  for (const [index, line] of lines.entries()) {
    if (!isNear[index]) {
      skipped += 1;
      continue;
    }
    flush(index);
    shown.push({ key: String(index), line, skipped: 0 });
  }
  flush(lines.length);
  return shown;
}
