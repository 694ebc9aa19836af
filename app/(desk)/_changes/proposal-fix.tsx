"use client";

import { useMutation } from "@tanstack/react-query";
import Link from "next/link";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import { AskTerms } from "./ask-terms";

type ProposalFixProps = { readonly changeId: string; readonly proposal: NonNullable<ChangeView["proposal"]> };

/** The seller wants firm terms or a signature first: ask for them, sign at the proposal, and send the order anew. */
export function ProposalFix({ changeId, proposal }: ProposalFixProps) {
  const mayAsk = useCan("campaign:write");
  const maySend = useCan("campaign:submit");
  const anew = useMutation(
    useTRPC().proposals.sendAnew.mutationOptions({
      onSuccess: () => notify({ title: "Sent for approval", text: "With the seller's terms as they are now." }),
      onError: (error) => notify({ title: "Not sent anew", text: refusalOf(error)?.message, tone: "stop" }),
    }),
  );
  const note = "The seller asked for firm terms first";
  return (
    <>
      {mayAsk && <AskTerms proposal={{ id: proposal.id, standing: "expired", asking: false }} />}
      <Button component={Link} href={`/campaigns/${proposal.campaignId}/products#proposal-${proposal.id}`}>
        Open the proposal
      </Button>
      {maySend && (
        <BusyButton busy={anew.isPending} busyLabel="Sending…" onClick={() => anew.mutate({ changeId, note })}>
          Send it anew on these terms
        </BusyButton>
      )}
    </>
  );
}
