"use client";

import { useQueryClient } from "@tanstack/react-query";
import { startTransition, useCallback, useMemo, useRef, useState } from "react";
import { useTRPCClient } from "@/app/_trpc/client";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { notifyStaged } from "../_changes/notify-staged";
import type { Followed, Mark } from "./mark";
import { pauseBuys, type StagedOutcome, type Steering, setTotal } from "./steer-buys";

const isFollowed = ([path]: readonly unknown[]) => String(path) === "changeSets,moves";

export type Marks = ReturnType<typeof useMarks>;

export function useMarks() {
  const [marks, setMarks] = useState<ReadonlyMap<string, Mark>>(new Map());
  const [followed, setFollowed] = useState<readonly Followed[]>([]);
  /** What is being typed, by row: not drawn from, kept for the row that comes back into view. */
  const drafts = useRef(new Map<string, string>());
  /** Marks that a row has shown before. */
  const seen = useRef(new WeakSet<Mark>());
  const trpc = useTRPCClient();
  const queryClient = useQueryClient();

  /** Many at once in one drawing; null forgets. */
  const markEach = useCallback((entries: readonly (readonly [id: string, one: Mark | null])[]) => {
    setMarks((before) => {
      const after = new Map(before);
      for (const [id, one] of entries) {
        if (one) after.set(id, one);
        else after.delete(id);
      }
      return after;
    });
  }, []);

  const act = useMemo(() => {
    const mark = (ids: readonly string[], one: Mark | null) => markEach(ids.map((id) => [id, one]));
    const staged = (ids: readonly string[], what: string, outcome: StagedOutcome) => {
      notifyStaged(outcome);
      if (outcome.state === "in_review") mark(ids, { kind: "waits" });
      else startTransition(() => setFollowed((before) => [...before, { changeSetId: outcome.changeSetId, what }]));
      // What is followed is read at its own pace.
      void queryClient.invalidateQueries({ predicate: ({ queryKey }) => !isFollowed(queryKey) });
    };
    const steer: Steering = { trpc, mark, markEach, staged };
    return {
      pause: (ids: readonly string[], paused: boolean) => void pauseBuys(steer, ids, paused),
      setTotal: (buy: MediaBuyRow, text: string) => void setTotal(steer, buy, text),
      edit: (id: string, text: string) => {
        drafts.current.delete(id);
        mark([id], { kind: "editing", text, why: null });
      },
      /** Whether it is shown for the first time; only then may it take the keyboard. */
      isNews: (mark: Mark) => {
        const isNew = !seen.current.has(mark);
        seen.current.add(mark);
        return isNew;
      },
      draft: (id: string) => drafts.current.get(id),
      keepDraft: (id: string, text: string) => void drafts.current.set(id, text),
      forget: (id: string) => {
        drafts.current.delete(id);
        mark([id], null);
      },
    };
  }, [markEach, queryClient, trpc]);

  const unfollow = useCallback(
    (changeSetId: string) => setFollowed((before) => before.filter((one) => one.changeSetId !== changeSetId)),
    [],
  );
  return { marks, markEach, act, followed, unfollow };
}
