import { Tag, type Tone } from "@/app/_ui/tag";
import type { LossView } from "@/server/api/views/package-plan-view";
import styles from "./loss.module.css";

type Severity = LossView["severity"];

const words: Readonly<
  Record<
    Severity,
    { readonly tone: Tone; readonly glyph: "cross" | "warn" | "question" | "swap"; readonly word: string }
  >
> = {
  blocks: { tone: "stop", glyph: "cross", word: "Cannot be sent" },
  dropped: { tone: "wait", glyph: "warn", word: "Left out" },
  approximated: { tone: "wait", glyph: "swap", word: "Another form" },
  notVerifiable: { tone: "plain", glyph: "question", word: "Cannot be checked" },
};

const notOffered = { tone: "plain", glyph: "ban", word: "Not offered" } as const;

type LossListProps = {
  readonly losses: readonly LossView[];
  /** Where nothing is planned, what is not offered stops nobody. */
  readonly calm?: boolean | undefined;
};

/** What does not arrive as planned, each with its kind and the packages it is about. */
export function LossList({ losses, calm = false }: LossListProps) {
  return (
    <ul className={styles.losses}>
      {losses.map(({ feature, severity, says, packages }) => {
        const { tone, glyph, word } = calm && severity === "blocks" ? notOffered : words[severity];
        return (
          <li key={`${feature} ${says}`} className={styles.loss}>
            <Tag tone={tone} glyph={glyph}>
              {word}
            </Tag>
            <span>
              {says}
              {packages.length > 0 && <span className="dim"> · {packages.join(", ")}</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

type LossDetailsProps = { readonly summary: string; readonly losses: readonly LossView[] };

/** A quiet line that opens to the list: nobody is stopped by it, everybody can see it. */
export function LossDetails({ summary, losses }: LossDetailsProps) {
  return (
    <details className={styles.details}>
      <summary>{summary}</summary>
      <LossList losses={losses} />
    </details>
  );
}
