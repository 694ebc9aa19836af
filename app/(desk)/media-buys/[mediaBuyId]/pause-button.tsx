"use client";

import { BusyButton } from "@/app/_ui/busy-button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import { asShown, useStageEdit } from "./use-stage-edit";

/** Pause or resume the whole buy, in one click; packages paused on their own stay paused. */
export function PauseButton({ buy }: { readonly buy: MediaBuyView }) {
  const mayPause = useCan("media_buy:pause");
  const edit = useStageEdit();
  const resumes = buy.status === "PAUSED";
  const why = resumes ? buy.allowed.resume : buy.allowed.pause;
  const refusal = refusalOf(edit.error);
  if (!mayPause) return null;
  return (
    <>
      <BusyButton
        busy={edit.isPending}
        busyLabel={resumes ? "Resuming…" : "Pausing…"}
        disabled={why !== null}
        title={why ?? undefined}
        onClick={() => edit.stage({ ...asShown(buy), paused: !resumes })}
      >
        {resumes ? "Resume" : "Pause"}
      </BusyButton>
      {why !== null && <span className="visually-hidden">{why}</span>}
      {refusal && (
        <Failure
          title={resumes ? "Not resumed" : "Not paused"}
          message={refusal.message}
          requestId={refusal.requestId}
        />
      )}
    </>
  );
}
