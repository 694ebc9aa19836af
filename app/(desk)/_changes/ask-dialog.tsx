"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { announce } from "@/app/_ui/live-region";
import { notify } from "@/app/_ui/notify";
import { Textarea } from "@/app/_ui/textarea";
import { useViewer } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";
import { letterOf } from "./letter-of";

type AskProps = { readonly change: ChangeView; readonly zone: string; readonly onClose: () => void };

/** A ready text to the seller, with the ids both sides know; AdCP has no message for questions, so it goes by mail. */
export function AskDialog({ change, zone, onClose }: AskProps) {
  const viewer = useViewer();
  const [letter] = useState(() => letterOf(change, zone, viewer));
  const [text, setText] = useState(letter.text);
  const [copied, setCopied] = useState(false);
  const asked = useMutation(
    useTRPC().inbox.resolve.mutationOptions({
      onSuccess: () => {
        notify({ title: "Recorded as asked", text: `It waits on ${change.salesAgent.name} now.` });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(asked.error);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setCopied(true);
    announce("Copied");
  };
  const mail = `mailto:?subject=${encodeURIComponent(letter.subject)}&body=${encodeURIComponent(text)}`;
  return (
    <Dialog open onClose={onClose} title={`Ask ${change.salesAgent.name}`} width="640px">
      <div className={styles.form}>
        <p className="dim">
          AdCP has no message for questions: send this to your contact there, then record that you asked.
        </p>
        <Textarea
          label="Text"
          className={styles.letter ?? ""}
          rows={14}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {refusal && <Failure title="It was not recorded" message={refusal.message} requestId={refusal.requestId} />}
        <DialogButtons>
          <Button onClick={onClose}>Close</Button>
          <Button onClick={copy}>{copied ? "Copied" : "Copy"}</Button>
          <Button component="a" href={mail}>
            Open in mail
          </Button>
          <BusyButton
            look="primary"
            busy={asked.isPending}
            busyLabel="Recording…"
            onClick={() => asked.mutate({ changeId: change.id, how: "asked", note: "" })}
          >
            Record as asked
          </BusyButton>
        </DialogButtons>
      </div>
    </Dialog>
  );
}
