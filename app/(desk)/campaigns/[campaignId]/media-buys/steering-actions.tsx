"use client";

import { lazy, Suspense } from "react";
import { Button } from "@/app/_ui/button";
import { useCan } from "@/app/_ui/viewer";

// Loaded when first opened.
const FanOutDialog = lazy(() => import("./fan-out-dialog"));
const TotalDialog = lazy(() => import("./total-dialog"));
const MoveDialog = lazy(() => import("./move-dialog"));

export type SteeringKind = "pause" | "resume" | "move" | "total";

/** What can be done with all of the campaign's media buys at once. */
export function SteeringActions({ onOpen }: { readonly onOpen: (kind: SteeringKind) => void }) {
  const mayPause = useCan("media_buy:pause");
  const mayEdit = useCan("media_buy:edit");
  if (!mayPause) return null;
  return (
    <>
      <Button onClick={() => onOpen("pause")}>Pause all…</Button>
      <Button onClick={() => onOpen("resume")}>Resume all…</Button>
      {mayEdit && (
        <>
          <Button onClick={() => onOpen("move")}>Move budget…</Button>
          <Button onClick={() => onOpen("total")}>New total…</Button>
        </>
      )}
    </>
  );
}

type SteeringDialogProps = {
  readonly campaignId: string;
  readonly kind: SteeringKind | null;
  readonly onClose: () => void;
};

export function SteeringDialog({ campaignId, kind, onClose }: SteeringDialogProps) {
  return (
    <Suspense>
      {(kind === "pause" || kind === "resume") && (
        <FanOutDialog campaignId={campaignId} kind={kind} onClose={onClose} />
      )}
      {kind === "total" && <TotalDialog campaignId={campaignId} onClose={onClose} />}
      {kind === "move" && <MoveDialog campaignId={campaignId} onClose={onClose} />}
    </Suspense>
  );
}
