import type { RefineEntry, RefinementNote } from "../media-buy/proposal";

/** A refine entry beside what its seller says of it; null: the seller says nothing of it. */
export type AnsweredEntry = { readonly entry: RefineEntry; readonly note: RefinementNote | null };

/**
 * Notes answer the entries by position and echo scope and id (`refinement_applied`). One that echoes another entry is not taken
 * by its position but by its echo, so that no note is ever shown at the wrong line.
 */
export function matchNotes(
  entries: readonly RefineEntry[],
  notes: readonly RefinementNote[],
): readonly AnsweredEntry[] {
  const free = new Set(notes);
  return entries.map((entry, index) => {
    const there = notes[index];
    const note = there && free.has(there) && echoes(there, entry) ? there : [...free].find((one) => echoes(one, entry));
    if (note) free.delete(note);
    return { entry, note: note ?? null };
  });
}

export function entryId(entry: RefineEntry): string | null {
  if (entry.scope === "product") return entry.productId;
  return entry.scope === "proposal" ? entry.proposalId : null;
}

function echoes(note: RefinementNote, entry: RefineEntry): boolean {
  return note.scope === entry.scope && (entry.scope === "request" || note.id === entryId(entry));
}
