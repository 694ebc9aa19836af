import { useState } from "react";
import type { ChangeSetView, LineView } from "@/server/api/views/change-view";

export type LineChoice = {
  /** The waiting lines that a decision is about now. */
  readonly chosen: readonly LineView[];
  /** There is something to choose between. */
  readonly canChoose: boolean;
  readonly choose: (changeId: string, isChosen: boolean) => void;
};

type Said = { readonly waiting: string; readonly lines: Readonly<Record<string, boolean>> };

/**
 * Every waiting line is chosen until somebody takes it out; one that has to be looked at again only once it is put in. After each
 * decision the choice starts anew with what is left.
 */
export function useChosenLines(set: ChangeSetView): LineChoice {
  const open = set.lines.filter((line) => line.waits);
  const waiting = open.map((line) => line.changeId).join(" ");
  const [kept, setSaid] = useState<Said>({ waiting, lines: {} });
  const said = kept.waiting === waiting ? kept.lines : {};
  const several = set.lines.length > 1;
  return {
    chosen: open.filter((line) => !several || (said[line.changeId] ?? line.stale === null)),
    canChoose: several && open.length > 0 && set.cannotDecide === null,
    choose: (changeId, isChosen) => setSaid({ waiting, lines: { ...said, [changeId]: isChosen } }),
  };
}
