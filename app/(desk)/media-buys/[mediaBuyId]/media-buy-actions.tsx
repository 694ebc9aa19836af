"use client";

import { useMutation } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { DropMediaBuy } from "../../_changes/drop-media-buy";
import { PauseButton } from "./pause-button";

// Loaded when first opened.
const EditForm = lazy(() => import("./edit-form"));
const CreativesForm = lazy(() => import("./creatives-form"));
const NewPackageForm = lazy(() => import("./new-package-form"));
const CancelDialog = lazy(() => import("./cancel-dialog"));

type Open = "edit" | "creatives" | "add" | "cancel";

/** What can be done with the buy now; what the seller does not allow is disabled and says why. */
export function MediaBuyActions({ buy }: { readonly buy: MediaBuyView }) {
  const mayEdit = useCan("media_buy:edit");
  const [open, setOpen] = useState<Open | null>(null);
  const close = () => setOpen(null);
  return (
    <>
      <PauseButton buy={buy} />
      {mayEdit && <EditButtons buy={buy} onOpen={setOpen} />}
      {buy.sellerMediaBuyId && <ReadBack mediaBuyId={buy.id} />}
      {buy.never.length > 0 && <span className="sm dim">{buy.never.join(". ")}.</span>}
      {buy.allowed.drop === null && <DropMediaBuy mediaBuyId={buy.id} name={buy.name} />}
      <Dialog open={open === "edit"} onClose={close} title={`Edit ${buy.name}`} width="680px">
        <Suspense fallback={<Loading />}>
          <EditForm buy={buy} onDone={close} />
        </Suspense>
      </Dialog>
      <Dialog open={open === "creatives"} onClose={close} title={`Creatives of ${buy.name}`} width="680px">
        <Suspense fallback={<Loading />}>
          <CreativesForm mediaBuyId={buy.id} onDone={close} />
        </Suspense>
      </Dialog>
      <Dialog open={open === "add"} onClose={close} title={`Add a package to ${buy.name}`} width="680px">
        <Suspense fallback={<Loading />}>
          <NewPackageForm buy={buy} onDone={close} />
        </Suspense>
      </Dialog>
      <Suspense>{open === "cancel" && <CancelDialog mediaBuyId={buy.id} packageId={null} onClose={close} />}</Suspense>
    </>
  );
}

type EditButtonsProps = { readonly buy: MediaBuyView; readonly onOpen: (open: Open) => void };

function EditButtons({ buy: { allowed }, onOpen }: EditButtonsProps) {
  const edit = allowed.updateBudget && allowed.updateDates && allowed.updatePackages;
  return (
    <>
      <Button disabled={edit !== null} title={edit ?? undefined} onClick={() => onOpen("edit")}>
        Edit budgets and dates
      </Button>
      <Button
        disabled={allowed.syncCreatives !== null}
        title={allowed.syncCreatives ?? undefined}
        onClick={() => onOpen("creatives")}
      >
        Creatives
      </Button>
      <Button
        disabled={allowed.addPackages !== null}
        title={allowed.addPackages ?? undefined}
        onClick={() => onOpen("add")}
      >
        Add package…
      </Button>
      <Button disabled={allowed.cancel !== null} title={allowed.cancel ?? undefined} onClick={() => onOpen("cancel")}>
        Cancel…
      </Button>
    </>
  );
}

function ReadBack({ mediaBuyId }: { readonly mediaBuyId: string }) {
  const refresh = useMutation(useTRPC().mediaBuys.refresh.mutationOptions());
  const refusal = refusalOf(refresh.error);
  return (
    <>
      <BusyButton busy={refresh.isPending} busyLabel="Reading…" onClick={() => refresh.mutate({ mediaBuyId })}>
        Read back now
      </BusyButton>
      {refusal && (
        <Failure title="The seller could not be read" message={refusal.message} requestId={refusal.requestId} />
      )}
    </>
  );
}

function Loading() {
  return <p className="dim">Opening…</p>;
}
