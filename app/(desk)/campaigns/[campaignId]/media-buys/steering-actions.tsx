"use client";

import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useCan } from "@/app/_ui/viewer";

// Loaded when first opened.
const FanOutDialog = lazy(() => import("./fan-out-dialog"));
const TotalDialog = lazy(() => import("./total-dialog"));
const MoveDialog = lazy(() => import("./move-dialog"));

/** What can be done with all of the campaign's media buys at once. */
export function SteeringActions({ campaignId }: { readonly campaignId: string }) {
  const mayPause = useCan("media_buy:pause");
  const mayEdit = useCan("media_buy:edit");
  const [open, setOpen] = useState<"pause" | "resume" | "move" | "total" | null>(null);
  const close = () => setOpen(null);
  if (!mayPause) return null;
  return (
    <>
      <Button onClick={() => setOpen("pause")}>Pause all…</Button>
      <Button onClick={() => setOpen("resume")}>Resume all…</Button>
      {mayEdit && (
        <>
          <Button onClick={() => setOpen("move")}>Move budget…</Button>
          <Button onClick={() => setOpen("total")}>New total…</Button>
        </>
      )}
      <Suspense>
        {(open === "pause" || open === "resume") && (
          <FanOutDialog campaignId={campaignId} kind={open} onClose={close} />
        )}
        {open === "total" && <TotalDialog campaignId={campaignId} onClose={close} />}
        {open === "move" && <MoveDialog campaignId={campaignId} onClose={close} />}
      </Suspense>
    </>
  );
}
