"use client";

import { type FormEvent, useState } from "react";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import styles from "./steering.module.css";
import { useWish } from "./use-wish";
import { WishPreview } from "./wish-preview";

type FanOutProps = {
  readonly campaignId: string;
  readonly kind: "pause" | "resume";
  readonly onClose: () => void;
};

const words = {
  pause: { title: "Pause the campaign?", verb: "Pause", busy: "Pausing…", empty: "No media buy can be paused now." },
  resume: {
    title: "Resume the campaign?",
    verb: "Resume",
    busy: "Resuming…",
    empty: "No media buy can be resumed now.",
  },
} as const;

/** Pause or resume at every seller; says which media buys, and which not and why. */
export default function FanOutDialog({ campaignId, kind, onClose }: FanOutProps) {
  const [reason, setReason] = useState("");
  const { preview, shown, ready, stage, send } = useWish(campaignId, { kind }, onClose);
  const { title, verb, busy, empty } = words[kind];
  const refusal = refusalOf(stage.error ?? preview.error);
  const count = shown?.lines.length ?? 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    send(reason);
  };
  return (
    <Dialog open onClose={onClose} title={title} width="620px">
      <form onSubmit={submit} noValidate className={styles.form}>
        {preview.isPending && <p className="dim">Looking at the media buys…</p>}
        {shown && count === 0 && <p>{empty}</p>}
        {shown && <WishPreview wish={shown} />}
        {count > 0 && <ReasonField reason={reason} onReason={setReason} needsNobody />}
        {refusal && <Failure title="Nothing was sent" message={refusal.message} requestId={refusal.requestId} />}
        <DialogButtons>
          <Button onClick={onClose}>{count === 0 ? "Close" : "Cancel"}</Button>
          {count > 0 && (
            <BusyButton type="submit" look="primary" busy={stage.isPending} busyLabel={busy} disabled={!ready}>
              {verb} {count === 1 ? "1 media buy" : `${count} media buys`}
            </BusyButton>
          )}
        </DialogButtons>
      </form>
    </Dialog>
  );
}
