"use client";

import { type FormEvent, type ReactNode, useState } from "react";
import { BusyButton } from "./busy-button";
import { Button } from "./button";
import { Dialog, DialogButtons } from "./dialog";
import { Textarea } from "./textarea";

type ConfirmDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What will happen, with the amount; a Failure goes here too. */
  readonly children: ReactNode;
  /** The button repeats what it does: label "Reject", busy "Rejecting…". */
  readonly action: {
    readonly label: string;
    readonly busyLabel: string;
    readonly look?: "primary" | "stop" | undefined;
  };
  readonly busy: boolean;
  /** A required (default) or optional reason, 3 to 1,000 characters. */
  readonly reason?: { readonly label: string; readonly optional?: boolean | undefined } | undefined;
  readonly onConfirm: (reason: string) => void;
};

/** Asks once more, with an optional reason; stays open and busy until the caller closes it. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  return (
    <Dialog open={props.open} onClose={props.onClose} title={props.title}>
      <ConfirmForm {...props} />
    </Dialog>
  );
}

function ConfirmForm({ children, action, busy, reason, onConfirm, onClose }: ConfirmDialogProps) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (busy) return;
    const missing = reason !== undefined && !reason.optional && text.trim().length < 3;
    setProblem(missing ? "Say why in a few words: the reason goes into the record" : null);
    if (!missing) onConfirm(text.trim());
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <div>{children}</div>
      {reason && (
        <Textarea
          label={reason.label}
          required={!reason.optional}
          rows={3}
          maxLength={1000}
          value={text}
          error={problem}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" busy={busy} busyLabel={action.busyLabel} look={action.look ?? "primary"}>
          {action.label}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
