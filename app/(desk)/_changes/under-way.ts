"use client";

import { useMutationState } from "@tanstack/react-query";
import type { inferInput } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";

type Trpc = ReturnType<typeof useTRPC>;
type Asked<Input> = { readonly input: Input; readonly isOpen: boolean; readonly at: number };

/** What this tab asked, newest last; open: the server has not answered. */
function useAsked<Input>(mutationKey: readonly unknown[]): readonly Asked<Input>[] {
  return useMutationState({
    filters: { mutationKey, predicate: ({ state }) => state.status !== "error" },
    select: ({ state: { variables, status, submittedAt } }) => ({
      input: variables as Input,
      isOpen: status === "pending",
      at: submittedAt,
    }),
  });
}

/** From the press until the buy was read again (epoch ms): the page says sending, and never done ahead of the seller. */
export function useIsSending(mediaBuyId: string, readAt: number): boolean {
  const asked = useAsked<inferInput<Trpc["changeSets"]["stageEdit"]>>(useTRPC().changeSets.stageEdit.mutationKey());
  return asked.some(({ input, isOpen, at }) => input.mediaBuyId === mediaBuyId && (isOpen || at > readAt));
}

/** The same of a change over several media buys of a campaign. */
export function useIsSteering(campaignId: string, readAt: number): boolean {
  const asked = useAsked<inferInput<Trpc["steering"]["stage"]>>(useTRPC().steering.stage.mutationKey());
  return asked.some(({ input, isOpen, at }) => input.campaignId === campaignId && (isOpen || at > readAt));
}

/** A decision of this tab is on its way to the server. */
export function useIsDeciding(changeSetId: string): boolean {
  const { approve, reject } = useTRPC().changeSets;
  const approved = useAsked<inferInput<Trpc["changeSets"]["approve"]>>(approve.mutationKey());
  const rejected = useAsked<inferInput<Trpc["changeSets"]["reject"]>>(reject.mutationKey());
  return [...approved, ...rejected].some(({ input, isOpen }) => isOpen && input.changeSetId === changeSetId);
}
