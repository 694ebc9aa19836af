"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferInput } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";
import { notifyStaged } from "../../_changes/notify-staged";

export type StageEditInput = inferInput<ReturnType<typeof useTRPC>["changeSets"]["stageEdit"]>;

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
