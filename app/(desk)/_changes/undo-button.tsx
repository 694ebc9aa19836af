"use client";

import { Button } from "@/app/_ui/button";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import { askUndo } from "./undo-asked";

type UndoButtonProps = {
  readonly change: ChangeView;
  /** All that is known of the media buy: an undo of this change may be among them. */
  readonly among: readonly ChangeView[];
};

/** Undo from history, for a change that took effect and was not taken back. */
export function UndoButton({ change, among }: UndoButtonProps) {
  const mayEdit = useCan("media_buy:edit");
  const mayPause = useCan("media_buy:pause");
  const onlyPause = change.fields.every((field) => field.field.endsWith("paused"));
  const took = change.kind === "update_media_buy" && change.state === "settled" && change.fields.some(tookEffect);
  const undone = among.some(
    (one) => one.undoes === change.changeSetId && !["rejected", "refused", "failed"].includes(one.state),
  );
  if (undone) return <span className="sm dim">Undone</span>;
  if (!took || !(mayEdit || (mayPause && onlyPause))) return null;
  return <Button onClick={() => askUndo(change.changeSetId)}>Undo…</Button>;
}

function tookEffect({ verdict }: ChangeView["fields"][number]): boolean {
  return verdict !== "ignored";
}
