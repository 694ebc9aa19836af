"use client";

import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { TextInput } from "@/app/_ui/text-input";
import { Textarea } from "@/app/_ui/textarea";
import type { EditorPackage, EditorView } from "@/server/api/views/editor-view";
import styles from "./media-buy.module.css";
import { useStageEdit } from "./use-stage-edit";

type CancelDialogProps = {
  readonly mediaBuyId: string;
  /** null: the whole media buy. */
  readonly packageId: string | null;
  readonly onClose: () => void;
};

const word = "cancel";

/** Ends a media buy or a package for good: what it costs is said first, and the word has to be typed. */
export default function CancelDialog({ mediaBuyId, packageId, onClose }: CancelDialogProps) {
  const editor = useQuery(useTRPC().steering.editor.queryOptions({ mediaBuyId }));
  const refusal = refusalOf(editor.error);
  const item = editor.data?.packages.find((one) => one.id === packageId);
  const name = packageId === null ? editor.data?.name : item?.name;
  return (
    <Dialog open onClose={onClose} title={name ? `Cancel ${name} for good?` : "Cancel for good?"} width="560px">
      {refusal && (
        <Failure title="The terms could not be read" message={refusal.message} retry={() => editor.refetch()} />
      )}
      {editor.isPending && <p className="dim">Looking at the terms…</p>}
      {editor.data && (
        <CancelForm
          buy={editor.data}
          packages={item ? [item] : editor.data.packages}
          packageId={packageId}
          onClose={onClose}
        />
      )}
    </Dialog>
  );
}

type CancelFormProps = {
  readonly buy: EditorView;
  readonly packages: readonly EditorPackage[];
  readonly packageId: string | null;
  readonly onClose: () => void;
};

function CancelForm({ buy, packages, packageId, onClose }: CancelFormProps) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState(false);
  const stage = useStageEdit(onClose);
  const refusal = refusalOf(stage.error);
  const typedRight = typed.trim().toLowerCase() === word;
  const reasoned = reason.trim().length >= 3;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (!typedRight || !reasoned) return;
    const canceled = { reason: reason.trim() };
    const shared = { mediaBuyId: buy.mediaBuyId, revision: buy.revision, reason: reason.trim() };
    stage.stage(packageId === null ? { ...shared, canceled } : { ...shared, packages: { [packageId]: { canceled } } });
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <Notice
        tone="stop"
        word="Final"
        glyph="ban"
        title={`${buy.sellerName} cannot bring it back, and there is no undo.`}
      >
        What has been delivered is still paid. Nothing else changes in the same request.
      </Notice>
      <ul className={styles.terms} aria-label="What the seller's terms say">
        {packages.map((item) => (
          <li key={item.id}>
            <span className="b">{item.name}</span>
            <span>{termsOf(item)}</span>
          </li>
        ))}
      </ul>
      <Textarea
        label="Reason, for the seller and the record"
        required
        maxLength={500}
        rows={2}
        value={reason}
        error={asked && !reasoned ? "Say why in a few words" : refusal?.fields.reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <TextInput
        label={`Type “${word}” to confirm`}
        required
        autoComplete="off"
        value={typed}
        error={asked && !typedRight ? `Type the word ${word}` : undefined}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      {refusal && (
        <Failure title="Nothing was sent" code={refusal.code} message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Keep it</Button>
        <BusyButton type="submit" look="stop" busy={stage.isPending} busyLabel="Canceling…">
          Cancel {packageId === null ? "the media buy" : "the package"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

function termsOf({ cancellation: { notice, fee } }: EditorPackage): string {
  if (notice === null && fee === null) return "The seller states no terms; ask before you cancel";
  return [notice, fee].filter((part) => part !== null).join(", ");
}
