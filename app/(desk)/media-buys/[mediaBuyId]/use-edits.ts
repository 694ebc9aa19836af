"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { type DraftConflict, rebaseDraft, takeTheirs } from "../../_changes/rebase-draft";
import { type Edits, editsOf } from "./edits";

type Held = {
  readonly base: MediaBuyView;
  readonly edits: Edits;
  readonly conflicts: readonly DraftConflict[];
};

/**
 * What is being typed, kept when the media buy moves meanwhile: untouched fields follow it, typed ones stay, and a field that both
 * changed is a conflict to show. `staleCode`: the refusal of the last send; a stale one asks for the media buy as it is now.
 */
export function useEdits(buy: MediaBuyView, staleCode: string | null) {
  const queryClient = useQueryClient();
  const [held, setHeld] = useState<Held>(() => ({ base: buy, edits: editsOf(buy), conflicts: [] }));
  if (held.base.revision !== buy.revision) setHeld(onTopOf(held, buy));
  useEffect(() => {
    if (staleCode === "STALE_REVISION") void queryClient.invalidateQueries();
  }, [staleCode, queryClient]);
  return {
    edits: held.edits,
    conflicts: held.conflicts,
    setEdits: (edits: Edits) => setHeld((known) => ({ ...known, edits })),
    take: (conflict: DraftConflict) =>
      setHeld((known) => ({
        ...known,
        edits: takeTheirs(known.edits, conflict),
        conflicts: known.conflicts.filter((one) => one !== conflict),
      })),
  };
}

function onTopOf({ base, edits, conflicts }: Held, buy: MediaBuyView): Held {
  const { draft, conflicts: found } = rebaseDraft(editsOf(base), edits, editsOf(buy));
  const paths = new Set(found.map(({ path }) => path.join(".")));
  // One that was seen and not taken stays until it is saved over or taken.
  return {
    base: buy,
    edits: draft,
    conflicts: [...conflicts.filter(({ path }) => !paths.has(path.join("."))), ...found],
  };
}
