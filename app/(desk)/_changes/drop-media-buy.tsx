"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";

/** Puts away a media buy that the seller never took, or that is over; its campaign then shows what the others are. */
export function DropMediaBuy({ mediaBuyId, name }: { readonly mediaBuyId: string; readonly name: string }) {
  const [open, setOpen] = useState(false);
  const drop = useMutation(useTRPC().mediaBuys.drop.mutationOptions({ onSuccess: () => setOpen(false) }));
  const mayDrop = useCan("campaign:submit");
  const refusal = refusalOf(drop.error);
  if (!mayDrop) return null;
  return (
    <>
      <BusyButton busy={drop.isPending} busyLabel="Dropping…" onClick={() => setOpen(true)}>
        Drop…
      </BusyButton>
      <ConfirmDialog
        open={open}
        onClose={() => setOpen(false)}
        title={`Drop ${name}?`}
        action={{ label: "Drop", busyLabel: "Dropping…" }}
        busy={drop.isPending}
        onConfirm={() => drop.mutate({ mediaBuyId })}
      >
        <p>
          Nothing is sent to the seller. The media buy is archived and cannot be sent again; its campaign shows the
          state of its other media buys.
        </p>
        {refusal && <Failure title="It was not dropped" message={refusal.message} requestId={refusal.requestId} />}
      </ConfirmDialog>
    </>
  );
}
