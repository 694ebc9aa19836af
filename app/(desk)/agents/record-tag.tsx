import type { GlyphName } from "@/app/_ui/glyph";
import { Tag, type Tone } from "@/app/_ui/tag";
import type { Grade, Score } from "@/server/domain/agent-record/score";

const words: Readonly<Record<Grade, { readonly tone: Tone; readonly glyph: GlyphName; readonly word: string }>> = {
  unknown: { tone: "plain", glyph: "clock", word: "Too little known" },
  reliable: { tone: "live", glyph: "check", word: "Reliable" },
  mind: { tone: "wait", glyph: "warn", word: "Mind its record" },
  unreliable: { tone: "stop", glyph: "warn", word: "Unreliable" },
};

/** How far an agent's word can be relied on, from what it did with ours. */
export function RecordTag({ score }: { readonly score: Pick<Score, "score" | "grade"> }) {
  const { tone, glyph, word } = words[score.grade];
  return (
    <Tag tone={tone} glyph={glyph}>
      {word}
      {score.score === null ? "" : ` · ${score.score}`}
    </Tag>
  );
}
