"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useEffect, useRef } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { announce } from "@/app/_ui/live-region";
import { statusWord } from "@/app/_ui/status-words";
import type { ChangeView } from "@/server/api/views/change-view";

const ended = new Set(["settled", "refused", "failed", "rejected", "staged", "in_review"]);

/** Follows the newest change that is still moving and refreshes what is on the page whenever it moves. */
export function useFollowChanges(changes: readonly ChangeView[]): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const moving = changes.find((change) => !ended.has(change.state));
  const following = moving?.changeSetId ?? null;
  const followed = useRef(following);
  useEffect(() => {
    // The last event may be lost when a read was faster and ended the subscription: then the rest of the page is read once more.
    if (followed.current !== null && following === null) void queryClient.invalidateQueries();
    followed.current = following;
  }, [following, queryClient]);
  useSubscription(
    trpc.changeSets.follow.subscriptionOptions(
      { changeSetId: moving?.changeSetId ?? "" },
      {
        enabled: moving !== undefined,
        onData: ({ data }) => {
          announce(`${data.title}: ${statusWord(data.state)}`);
          void queryClient.invalidateQueries();
        },
      },
    ),
  );
}
