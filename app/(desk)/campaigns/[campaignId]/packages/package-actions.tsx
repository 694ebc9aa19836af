"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { DialogButtons } from "@/app/_ui/dialog";
import { refusalOf } from "@/app/_ui/field-errors";
import type { PackageRowState } from "./use-package-row";

/** Duplicate or remove one package; removing asks once more, because its amounts go with it. */
export function PackageActions({ state, onDone }: { readonly state: PackageRowState; readonly onDone: () => void }) {
  const trpc = useTRPC();
  const [asking, setAsking] = useState(false);
  const duplicate = useMutation(trpc.packages.duplicate.mutationOptions());
  const remove = useMutation(trpc.packages.remove.mutationOptions());
  const refusal = refusalOf(duplicate.error ?? remove.error);
  const campaignId = state.plan.id;
  const duplicateNow = async () => duplicate.mutate({ campaignId, ...(await state.settled()) }, { onSuccess: onDone });
  const removeNow = async () => remove.mutate({ campaignId, rows: [await state.settled()] });
  return (
    <>
      {refusal && <p role="alert">{refusal.message}</p>}
      <DialogButtons>
        {asking ? (
          <>
            <span style={{ marginRight: "auto", alignSelf: "center" }}>Remove this package and its amounts?</span>
            <Button onClick={() => setAsking(false)}>Keep it</Button>
            <BusyButton look="stop" busy={remove.isPending} busyLabel="Removing…" onClick={() => void removeNow()}>
              Remove
            </BusyButton>
          </>
        ) : (
          <>
            <Button onClick={() => setAsking(true)}>Remove</Button>
            <BusyButton busy={duplicate.isPending} busyLabel="Duplicating…" onClick={() => void duplicateNow()}>
              Duplicate
            </BusyButton>
            <Button variant="filled" onClick={onDone}>
              Done
            </Button>
          </>
        )}
      </DialogButtons>
    </>
  );
}
