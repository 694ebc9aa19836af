"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "@/app/_trpc/client";
import type { Followed } from "./mark";
import type { Marks } from "./marks";

/** Reads in quick succession; a seller that takes longer is asked about less, as many may be followed at once. */
const often = 10;
const over = new Set(["settled", "refused", "failed", "rejected", "discarded"]);

/** Watches what was sent until every seller has been read back; a row whose change did not take says so. */
export function FollowStaged({ followed, markEach, unfollow }: Pick<Marks, "followed" | "markEach" | "unfollow">) {
  return followed.map((one) => (
    <FollowOne key={one.changeSetId} followed={one} markEach={markEach} unfollow={unfollow} />
  ));
}

type FollowOneProps = Pick<Marks, "markEach" | "unfollow"> & { readonly followed: Followed };

function FollowOne({ followed: { changeSetId, what }, markEach, unfollow }: FollowOneProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const { data: set } = useQuery(
    trpc.changeSets.get.queryOptions(
      { changeSetId },
      { refetchInterval: ({ state }) => (state.dataUpdateCount < often ? 2_000 : 10_000) },
    ),
  );
  useEffect(() => {
    if (!set) return;
    const ended = set.changes.filter((change) => over.has(change.state) && change.mediaBuy !== null);
    if (ended.length === 0) return;
    // What the list shows is read again first: a row must not fall back to how it was for a moment.
    void queryClient.invalidateQueries(trpc.mediaBuys.list.queryFilter()).then(() => {
      markEach(
        ended.map(({ state, mediaBuy, error, sentence }) => {
          const why = error?.message ?? sentence;
          return [mediaBuy?.id ?? "", state === "settled" ? null : { kind: "failed", what, why }] as const;
        }),
      );
      if (set.settled) unfollow(changeSetId);
    });
  }, [set, what, changeSetId, markEach, unfollow, queryClient, trpc]);
  return null;
}
