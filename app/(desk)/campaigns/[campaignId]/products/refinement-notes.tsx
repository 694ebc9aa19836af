import { Section } from "@/app/_ui/section";
import { Tag } from "@/app/_ui/tag";
import type { ProductSearchView } from "@/server/api/views/product-view";
import { askedWords, didWords } from "./proposal-words";
import styles from "./proposals.module.css";

/** What was asked for last, and what each seller says it did about it, in its own words. */
export function RefinementNotes({ search }: { readonly search: ProductSearchView }) {
  const answers = search.answers.filter(({ refinement, state }) => refinement.length > 0 && state !== "failed");
  if (answers.length === 0) return null;
  return (
    <Section title="What you asked to change" flush>
      <ul className={styles.notes}>
        {answers.flatMap(({ salesAgent, refinement, state }) =>
          refinement.map((entry, index) => {
            const asking = state === "asking";
            const { tone, glyph, word } = didWords(entry.status);
            return (
              <li key={`${salesAgent.id} ${String(index)}`} className={styles.note}>
                <Tag tone={asking ? "wait" : tone} glyph={asking ? "clock" : glyph}>
                  {asking ? "Asking…" : word}
                </Tag>
                <span className="b">{salesAgent.name}</span>
                <span>{askedWords(entry)}</span>
                {entry.notes && <span className="dim">{entry.notes}</span>}
              </li>
            );
          }),
        )}
      </ul>
    </Section>
  );
}
