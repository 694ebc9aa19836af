import { statusLook } from "./status-words";
import { Tag } from "./tag";

type StatusBadgeProps = {
  /** Any status of ours or a seller's; upper or lower case. A word we do not know is shown as it came. */
  readonly status: string;
  /** Replaces the word, never the sign: "2 of 2". */
  readonly label?: string | undefined;
  readonly title?: string | undefined;
};

/** The one way a state is shown: sign, word and tint. */
export function StatusBadge({ status, label, title }: StatusBadgeProps) {
  const known = statusLook(status);
  if (!known) {
    return (
      <Tag tone="plain" glyph="question" title={title ?? "A word of the seller that this desk does not know"}>
        {label ?? status}
      </Tag>
    );
  }
  return (
    <Tag tone={known.tone} glyph={known.glyph} title={title}>
      {label ?? known.word}
    </Tag>
  );
}
