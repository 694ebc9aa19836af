import { Button } from "@/app/_ui/button";
import { Notice } from "@/app/_ui/notice";
import type { AutosaveState, FieldValue } from "../autosave";

type ConflictNoticeProps = {
  readonly state: AutosaveState;
  readonly labels: Readonly<Record<string, string>>;
  readonly onKeep: (mine: boolean) => void;
};

/** Two people wrote the same field: both values, and nothing is written until one is chosen. */
export function ConflictNotice({ state, labels, onKeep }: ConflictNoticeProps) {
  if (state.conflicts.length === 0) return null;
  return (
    <div role="alert" style={{ marginBottom: 12 }}>
      <Notice
        tone="changed"
        word="Changed"
        glyph="swap"
        title="Somebody else changed this meanwhile. Nothing of yours was written over theirs."
        actions={
          <>
            <Button onClick={() => onKeep(false)}>Take theirs</Button>
            <Button onClick={() => onKeep(true)}>Keep mine</Button>
          </>
        }
      >
        <ul style={{ listStyle: "none" }}>
          {state.conflicts.map(({ field, theirs, mine }) => (
            <li key={field}>
              {labels[field] ?? field}: theirs “{words(theirs)}”, yours <b>“{words(mine)}”</b>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}

function words(value: FieldValue): string {
  if (value === null || value === "") return "nothing";
  const text = typeof value === "string" ? value : value.join(", ");
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
