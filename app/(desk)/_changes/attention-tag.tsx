import type { GlyphName } from "@/app/_ui/glyph";
import { Tag, type Tone } from "@/app/_ui/tag";
import type { InboxKind } from "@/server/domain/inbox/classify";

type Look = { readonly word: string; readonly tone: Tone; readonly glyph: GlyphName };

const looks: Readonly<Record<InboxKind, Look>> = {
  input: { word: "Asks for input", tone: "wait", glyph: "question" },
  access: { word: "No access", tone: "stop", glyph: "lock" },
  candidates: { word: "Which one?", tone: "wait", glyph: "question" },
  not_found: { word: "Unknown", tone: "wait", glyph: "question" },
  checking: { word: "Unknown, checking", tone: "wait", glyph: "clock" },
  duplicate: { word: "Duplicate", tone: "stop", glyph: "warn" },
  conflict: { word: "Conflict", tone: "changed", glyph: "swap" },
  ignored: { word: "Ignored", tone: "stop", glyph: "warn" },
  changed: { word: "Changed", tone: "changed", glyph: "swap" },
  refused: { word: "Refused", tone: "stop", glyph: "cross" },
  not_reached: { word: "Not reached", tone: "stop", glyph: "warn" },
  overdue: { word: "Overdue", tone: "wait", glyph: "clock" },
};

/** Why something waits on a person: sign, word and tint. */
export function AttentionTag({ kind }: { readonly kind: InboxKind }) {
  const { word, tone, glyph } = looks[kind];
  return (
    <Tag tone={tone} glyph={glyph}>
      {word}
    </Tag>
  );
}

export function attentionLook(kind: InboxKind): Look {
  return looks[kind];
}
