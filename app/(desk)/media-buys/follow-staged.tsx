"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef } from "react";
import { useTRPC, useTRPCClient } from "@/app/_trpc/client";
import type { Followed, Mark } from "./mark";
import type { Marks } from "./marks";

/** Reads in quick succession; a seller that takes longer is asked about less. */
const often = 10;
/** The most that one question is about: the newest. Those before them have their turn when some of these have ended. */
const most = 100;
const nothing: ReadonlyMap<string, string> = new Map();

type FollowStagedProps = Pick<Marks, "markEach" | "unfollow"> & { readonly followed: readonly Followed[] };

/** Watches what was sent, all in one question, until every seller has been read back; a row whose change did not take says so. */
export function FollowStaged({ followed, markEach, unfollow }: FollowStagedProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const readWhys = useWhys();
  /** Media buys of a set whose rows show the end of it. */
  const shown = useRef(new Map<string, ReadonlySet<string>>());
  const asked = followed.slice(-most);
  const { data: moves } = useQuery(
    trpc.changeSets.moves.queryOptions(
      { changeSetIds: asked.map((one) => one.changeSetId) },
      {
        refetchInterval: ({ state }) => (state.dataUpdateCount < often ? 2_000 : 10_000),
        gcTime: 0,
      },
    ),
  );
  useEffect(() => {
    const show = async (changeSetId: string, took: readonly string[], missed: readonly string[], what: string) => {
      // What the list shows is read again first: a row must not fall back to how it was for a moment.
      const read = queryClient.invalidateQueries(trpc.mediaBuys.rows.queryFilter());
      const [whys] = await Promise.all([missed.length > 0 ? readWhys(changeSetId) : nothing, read]);
      const failed = (id: string): Mark => ({ kind: "failed", what, why: whys.get(id) ?? "" });
      markEach([...took.map((id) => [id, null] as const), ...missed.map((id) => [id, failed(id)] as const)]);
    };
    for (const { changeSetId, took, didNotTake, settled } of moves ?? []) {
      const what = followed.find((set) => set.changeSetId === changeSetId)?.what;
      const before = shown.current.get(changeSetId);
      const isNew = (id: string) => !before?.has(id);
      if (what === undefined || ![...took, ...didNotTake].some(isNew)) continue;
      shown.current.set(changeSetId, new Set([...took, ...didNotTake]));
      const rows = show(changeSetId, took.filter(isNew), didNotTake.filter(isNew), what);
      if (settled) void rows.then(() => unfollow(changeSetId));
    }
  }, [moves, followed, markEach, unfollow, readWhys, queryClient, trpc]);
  return null;
}

/** Reads why the changes of a set did not take, by media buy; one that cannot be read leaves the rows without. */
function useWhys(): (changeSetId: string) => Promise<ReadonlyMap<string, string>> {
  const client = useTRPCClient();
  return useCallback(
    async (changeSetId) => {
      const set = await client.changeSets.get.query({ changeSetId }).catch(() => null);
      const whys = (set?.changes ?? []).map((change) => {
        return [change.mediaBuy?.id ?? "", change.error?.message ?? change.sentence] as const;
      });
      return new Map(whys);
    },
    [client],
  );
}
