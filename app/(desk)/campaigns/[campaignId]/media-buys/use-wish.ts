"use client";

import { keepPreviousData, useMutation, useQuery } from "@tanstack/react-query";
import type { inferInput } from "@trpc/tanstack-react-query";
import { useTRPC } from "@/app/_trpc/client";
import { notifyStaged } from "../../../_changes/notify-staged";

export type Wish = inferInput<ReturnType<typeof useTRPC>["steering"]["preview"]>["wish"];

/** Amounts are bigints, which the library's own hash cannot read. */
function keyText(key: readonly unknown[]): string {
  return JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value));
}

/** What the wish would do now, and a way to make it so; null: not complete yet. */
export function useWish(campaignId: string, wish: Wish | null, onStaged: () => void) {
  const trpc = useTRPC();
  const preview = useQuery(
    trpc.steering.preview.queryOptions(
      { campaignId, wish: wish ?? { kind: "pause" } },
      { enabled: wish !== null, placeholderData: keepPreviousData, refetchInterval: 10_000, queryKeyHashFn: keyText },
    ),
  );
  const stage = useMutation(
    trpc.steering.stage.mutationOptions({
      onSuccess: (outcome) => {
        notifyStaged(outcome);
        onStaged();
      },
    }),
  );
  const shown = wish === null ? undefined : preview.data;
  const isFresh = shown !== undefined && !preview.isPlaceholderData;
  const ready = isFresh && shown.issues.length === 0 && shown.lines.length > 0;
  const send = (reason: string) => {
    if (!ready || stage.isPending || wish === null) return;
    stage.mutate({ campaignId, wish, signature: shown.signature, reason });
  };
  return { preview, shown, ready, stage, send };
}
