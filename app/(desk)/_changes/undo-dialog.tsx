"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import type { UndoView } from "@/server/api/views/undo-view";
import { notifyStaged } from "./notify-staged";
import { ReasonField } from "./reason-field";
import styles from "./undo.module.css";
import { askUndo } from "./undo-asked";
import { UndoLines } from "./undo-lines";

/** Says what comes back, what the seller decides on and what is gone, before anything is sent. */
export default function UndoDialog({ changeSetId }: { readonly changeSetId: string }) {
  const preview = useQuery(
    useTRPC().undo.preview.queryOptions(
      { changeSetId },
      { refetchInterval: ({ state }) => (state.data?.underWay ? 1_000 : 10_000) },
    ),
  );
  const close = () => askUndo(null);
  const refusal = refusalOf(preview.error);
  return (
    <Dialog open onClose={close} title={preview.data ? `Undo “${preview.data.title}”?` : "Undo"} width="640px">
      {refusal && (
        <Failure
          title="What undoing does could not be read"
          message={refusal.message}
          requestId={refusal.requestId}
          retry={() => preview.refetch()}
        />
      )}
      {preview.isPending && <p className="dim">Looking at what the sellers have now…</p>}
      {preview.data && <UndoForm undo={preview.data} onClose={close} />}
    </Dialog>
  );
}

function UndoForm({ undo, onClose }: { readonly undo: UndoView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const [reason, setReason] = useState("");
  const stage = useMutation(
    trpc.undo.stage.mutationOptions({
      onSuccess: (outcome) => {
        notifyStaged(outcome, "Undoing");
        onClose();
      },
    }),
  );
  const refusal = refusalOf(stage.error);
  const { changeSetId, signature, cannotUndo } = undo;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (cannotUndo === null && !stage.isPending) stage.mutate({ changeSetId, signature, reason });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <UndoState undo={undo} />
      <UndoLines undo={undo} />
      {cannotUndo === null && <ReasonField reason={reason} onReason={setReason} />}
      {refusal && <Failure title="Nothing was undone" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>{cannotUndo === null ? "Keep the change" : "Close"}</Button>
        {(cannotUndo === null || undo.underWay) && (
          <BusyButton
            type="submit"
            look="primary"
            busy={stage.isPending}
            busyLabel="Undoing…"
            disabled={cannotUndo !== null}
          >
            {labelOf(undo)}
          </BusyButton>
        )}
      </DialogButtons>
    </form>
  );
}

function UndoState({ undo }: { readonly undo: UndoView }) {
  if (undo.underWay) {
    return (
      <Notice tone="wait" word="Under way" glyph="clock" title={undo.cannotUndo ?? ""}>
        This looks again by itself.
      </Notice>
    );
  }
  if (undo.cannotUndo !== null) return <Notice tone="stop" word="Final" glyph="lock" title={undo.cannotUndo} />;
  if (undo.rule !== null) {
    return (
      <Notice tone="wait" word="Approver first" glyph="clock" title={undo.rule}>
        Nothing is sent until it is approved.
      </Notice>
    );
  }
  return null;
}

function labelOf({ lines, rule }: UndoView): string {
  const sellers = new Set(lines.filter((line) => line.fields.some(comesBack)).map((line) => line.salesAgent.name));
  const [only] = sellers;
  const where = sellers.size === 1 ? `at ${only}` : `at ${sellers.size} sellers`;
  return rule === null ? `Undo ${where}` : "Ask to undo";
}

function comesBack({ outcome }: { readonly outcome: string }): boolean {
  return outcome === "returns" || outcome === "seller";
}
