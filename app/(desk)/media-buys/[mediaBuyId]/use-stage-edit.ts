"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferInput } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { notifyStaged } from "../../_changes/notify-staged";

export type StageEditInput = inferInput<ReturnType<typeof useTRPC>["changeSets"]["stageEdit"]>;

/** What an edit is made on: with the values' signature, so that it is no conflict when only the status has moved since. */
export function asShown({ id, revision, valuesSignature }: MediaBuyView) {
  return { mediaBuyId: id, revision, ...(valuesSignature !== null && { shown: valuesSignature }) };
}

/** Stages one edit; the toast says honestly whether it is on its way or waits for an approver, and offers to undo it. */
export function useStageEdit(onStaged?: () => void) {
  const trpc = useTRPC();
  const mutation = useMutation(
    trpc.changeSets.stageEdit.mutationOptions({
      onSuccess: (outcome) => {
        notifyStaged(outcome);
        onStaged?.();
      },
    }),
  );
  return { ...mutation, stage: (input: StageEditInput) => !mutation.isPending && mutation.mutate(input) };
}
