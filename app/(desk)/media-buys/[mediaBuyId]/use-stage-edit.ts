"use client";

import { useMutation } from "@tanstack/react-query";
import type { inferInput } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";
import { notify } from "@/app/_ui/notify";

type StageEditInput = inferInput<ReturnType<typeof useTRPC>["changeSets"]["stageEdit"]>;

/** Stages one edit; the toast says honestly whether it is on its way or waits for an approver. */
export function useStageEdit(onStaged?: () => void) {
  const trpc = useTRPC();
  const mutation = useMutation(
    trpc.changeSets.stageEdit.mutationOptions({
      onSuccess: ({ state }) => {
        const waits = state === "in_review";
        notify(
          waits
            ? { title: "Waits for an approver", text: "Nothing is sent until it is approved." }
            : { title: "Sending", text: "The page says what the seller shows once it is read back." },
        );
        onStaged?.();
      },
    }),
  );
  return { ...mutation, stage: (input: StageEditInput) => !mutation.isPending && mutation.mutate(input) };
}
