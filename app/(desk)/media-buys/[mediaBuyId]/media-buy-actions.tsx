"use client";

import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Dialog } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { DropMediaBuy } from "../../_changes/drop-media-buy";
import { CreativesForm } from "./creatives-form";
import { EditForm } from "./edit-form";
import { PauseButton } from "./pause-button";

/** What can be done with the buy now; what the seller does not allow is disabled and says why. */
export function MediaBuyActions({ buy }: { readonly buy: MediaBuyView }) {
  const trpc = useTRPC();
  const mayEdit = useCan("media_buy:edit");
  const [open, setOpen] = useState<"edit" | "creatives" | null>(null);
  const refresh = useMutation(trpc.mediaBuys.refresh.mutationOptions());
  const refusal = refusalOf(refresh.error);
  const editReason = buy.allowed.updateBudget && buy.allowed.updateDates && buy.allowed.updatePackages;
  return (
    <>
      <PauseButton buy={buy} />
      {mayEdit && (
        <>
          <Button disabled={editReason !== null} title={editReason ?? undefined} onClick={() => setOpen("edit")}>
            Edit budgets and dates
          </Button>
          <Button
            disabled={buy.allowed.syncCreatives !== null}
            title={buy.allowed.syncCreatives ?? undefined}
            onClick={() => setOpen("creatives")}
          >
            Creatives
          </Button>
        </>
      )}
      {buy.sellerMediaBuyId && (
        <BusyButton
          busy={refresh.isPending}
          busyLabel="Reading…"
          onClick={() => refresh.mutate({ mediaBuyId: buy.id })}
        >
          Read back now
        </BusyButton>
      )}
      {buy.allowed.drop === null && <DropMediaBuy mediaBuyId={buy.id} name={buy.name} />}
      {refusal && (
        <Failure title="The seller could not be read" message={refusal.message} requestId={refusal.requestId} />
      )}
      <Dialog open={open === "edit"} onClose={() => setOpen(null)} title={`Edit ${buy.name}`} width="680px">
        <EditForm buy={buy} onDone={() => setOpen(null)} />
      </Dialog>
      <Dialog
        open={open === "creatives"}
        onClose={() => setOpen(null)}
        title={`Creatives of ${buy.name}`}
        width="680px"
      >
        <CreativesForm buy={buy} onDone={() => setOpen(null)} />
      </Dialog>
    </>
  );
}
