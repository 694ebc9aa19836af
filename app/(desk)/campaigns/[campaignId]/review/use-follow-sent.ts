"use client";

import { hashKey, useQueryClient } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";
import { announce } from "@/app/_ui/live-region";
import type { ChangeSetView } from "@/server/api/views/change-view";

/** Keeps a change set on the page current until it has settled; what else shows it is read again when it moves. */
export function useFollowSent(set: ChangeSetView): void {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const get = trpc.changeSets.get.queryOptions({ changeSetId: set.id });
  useSubscription(
    trpc.changeSets.follow.subscriptionOptions(
      { changeSetId: set.id },
      {
        enabled: !set.settled,
        onData: ({ data }) => {
          queryClient.setQueryData(get.queryKey, data);
          for (const change of data.changes) announce(`${change.salesAgent.name}: ${change.sentence}`);
          void queryClient.invalidateQueries({ predicate: ({ queryHash }) => queryHash !== hashKey(get.queryKey) });
        },
      },
    ),
  );
}
