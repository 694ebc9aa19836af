import { useState } from "react";
import type { ChangeSetView, LineView } from "@/server/api/views/change-view";

export type LineChoice = {
  /** The waiting lines that a decision is about now. */
  readonly chosen: readonly LineView[];
  /** There is something to choose between. */
  readonly canChoose: boolean;
  readonly choose: (changeId: string, isChosen: boolean) => void;
};

/** Every waiting line is chosen until somebody takes it out; one that has to be looked at again only once it is put in. */
export function useChosenLines(set: ChangeSetView): LineChoice {
  const [said, setSaid] = useState<Readonly<Record<string, boolean>>>({});
  const waiting = set.lines.filter((line) => line.waits);
  const several = set.lines.length > 1;
  return {
    chosen: waiting.filter((line) => !several || (said[line.changeId] ?? line.stale === null)),
    canChoose: several && waiting.length > 0 && set.cannotDecide === null,
    choose: (changeId, isChosen) => setSaid((before) => ({ ...before, [changeId]: isChosen })),
  };
}
