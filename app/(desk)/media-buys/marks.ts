"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTRPCClient } from "@/app/_trpc/client";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import { notifyStaged } from "../_changes/notify-staged";
import { pauseBuys, type StagedOutcome, type Steering, setTotal } from "./steer-buys";

/** What this tab has asked of a row and not seen the end of. A press shows at once as sending, never as done. */
export type Mark =
  | { readonly kind: "editing"; readonly text: string; readonly why: string | null }
  | { readonly kind: "sending"; readonly what: string }
  | { readonly kind: "waits" }
  | { readonly kind: "failed"; readonly what: string; readonly why: string };

/** A change set on its way, and the rows that it is about. */
export type Followed = { readonly changeSetId: string; readonly what: string };

export type Marks = ReturnType<typeof useMarks>;

export function useMarks() {
  const [marks, setMarks] = useState<ReadonlyMap<string, Mark>>(new Map());
  const [followed, setFollowed] = useState<readonly Followed[]>([]);
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
      else setFollowed((before) => [...before, { changeSetId: outcome.changeSetId, what }]);
      void queryClient.invalidateQueries();
    };
    const steer: Steering = { trpc, mark, markEach, staged };
    return {
      pause: (ids: readonly string[], paused: boolean) => void pauseBuys(steer, ids, paused),
      setTotal: (buy: MediaBuyRow, text: string) => void setTotal(steer, buy, text),
      edit: (id: string, text: string) => mark([id], { kind: "editing", text, why: null }),
      forget: (id: string) => mark([id], null),
    };
  }, [markEach, queryClient, trpc]);

  const unfollow = useCallback(
    (changeSetId: string) => setFollowed((before) => before.filter((one) => one.changeSetId !== changeSetId)),
    [],
  );
  return { marks, markEach, act, followed, unfollow };
}
