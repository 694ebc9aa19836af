"use client";

import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { useSubscription } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";

/** The campaign's agents and its latest search, kept current while sellers are being asked. */
export function useFollowedSearch(campaignId: string) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const query = trpc.products.forCampaign.queryOptions({ campaignId });
  const { data } = useSuspenseQuery(query);
  const { search } = data;
  const following = search !== null && !search.settled;
  useSubscription(
    trpc.products.follow.subscriptionOptions(
      { searchId: search?.id ?? "" },
      {
        enabled: following,
        onData: (event) => {
          queryClient.setQueryData(query.queryKey, (shown) => shown && { ...shown, search: event.data });
        },
      },
    ),
  );
  return data;
}
