"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";

/** Takes a campaign back before it is decided; the plan can be edited again. */
export function Withdraw({ changeSetId }: { readonly changeSetId: string }) {
  const [open, setOpen] = useState(false);
  const discard = useMutation(useTRPC().changeSets.discard.mutationOptions({ onSuccess: () => setOpen(false) }));
  const refusal = refusalOf(discard.error);
  return (
    <>
      <BusyButton busy={discard.isPending} busyLabel="Withdrawing…" onClick={() => setOpen(true)}>
        Withdraw…
      </BusyButton>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title="Withdraw this campaign?"
        action={{ label: "Withdraw", busyLabel: "Withdrawing…" }}
        busy={discard.isPending}
        onConfirm={() => discard.mutate({ changeSetId })}
      >
        <p>Nothing was sent to a seller. The plan becomes a draft again and can be changed.</p>
        {refusal && <Failure title="It was not withdrawn" message={refusal.message} requestId={refusal.requestId} />}
      </ConfirmDialog>
    </>
  );
}
