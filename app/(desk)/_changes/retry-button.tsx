"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";

/** Sends a change again: the engine's rule says whether the same request or a new one, or why neither. */
export function RetryButton({ changeId }: { readonly changeId: string }) {
  const retry = useMutation(useTRPC().changeSets.retry.mutationOptions());
  const refusal = refusalOf(retry.error);
  return (
    <>
      <BusyButton
        busy={retry.isPending}
        busyLabel="Sending again…"
        look="primary"
        onClick={() => retry.mutate({ changeId })}
      >
        Send again
      </BusyButton>
      {refusal && <Failure title="It was not sent again" message={refusal.message} requestId={refusal.requestId} />}
    </>
  );
}
