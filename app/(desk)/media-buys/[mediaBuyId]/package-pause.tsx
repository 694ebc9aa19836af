"use client";

import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";
import { useCan } from "@/app/_ui/viewer";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import { asShown, useStageEdit } from "./use-stage-edit";

export function PackagePause({ buy, item }: { readonly buy: MediaBuyView; readonly item: PackageView }) {
  const mayPause = useCan("media_buy:pause");
  const edit = useStageEdit();
  const refusal = refusalOf(edit.error);
  if (!mayPause || item.canceledAt) return null;
  const verb = item.paused ? "Resume" : "Pause";
  return (
    <>
      <BusyButton
        busy={edit.isPending}
        busyLabel={item.paused ? "Resuming…" : "Pausing…"}
        disabled={buy.allowed.pausePackages !== null}
        title={buy.allowed.pausePackages ?? undefined}
        onClick={() => edit.stage({ ...asShown(buy), packages: { [item.id]: { paused: !item.paused } } })}
      >
        {verb}
        <span className="visually-hidden"> {item.name}</span>
      </BusyButton>
      {refusal && (
        <span role="alert" className="sm">
          {refusal.message}
        </span>
      )}
    </>
  );
}
