"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";

type AskTermsProps = {
  readonly proposal: { readonly id: string; readonly standing: string; readonly asking: boolean };
};

/** Asks the seller for firm prices and a hold on the inventory; its answer shows at the proposal. */
export function AskTerms({ proposal: { id: proposalId, standing, asking } }: AskTermsProps) {
  const ask = useMutation(
    useTRPC().proposals.finalize.mutationOptions({
      onError: (error) => notify({ title: "Not asked", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  return (
    <BusyButton
      busy={ask.isPending || asking}
      busyLabel="Asking for firm terms…"
      onClick={() => ask.mutate({ proposalId })}
    >
      {standing === "draft" ? "Ask for firm terms" : "Ask for firm terms again"}
    </BusyButton>
  );
}
