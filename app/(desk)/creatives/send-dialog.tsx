"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import styles from "./creatives.module.css";
import { SendOutcome } from "./send-outcome";

type SendDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly creativeIds: readonly string[];
  readonly salesAgents: readonly { readonly id: string; readonly name: string }[];
  /** The campaign it is done for, shown with the change. */
  readonly campaignId?: string | undefined;
};

/** Sends creatives to the sellers' libraries and says what went where, and what did not and why. */
export function SendDialog({ open, onClose, ...rest }: SendDialogProps) {
  const { length } = rest.creativeIds;
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title={`Send ${length === 1 ? "1 creative" : `${length} creatives`} to sellers`}
    >
      <SendForm onClose={onClose} {...rest} />
    </Dialog>
  );
}

function SendForm({ onClose, creativeIds, salesAgents, campaignId }: Omit<SendDialogProps, "open">) {
  const trpc = useTRPC();
  const [chosen, setChosen] = useState<readonly string[]>(() => salesAgents.map(({ id }) => id));
  const sync = useMutation(trpc.creatives.sync.mutationOptions());
  const refusal = refusalOf(sync.error);
  if (sync.data) return <SendOutcome outcome={sync.data} onClose={onClose} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length === 0 || sync.isPending) return;
    sync.mutate({ creativeIds: [...creativeIds], salesAgentIds: [...chosen], campaignId: campaignId ?? null });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      <p className="dim">
        Each seller gets the ones that fit one of its formats and reviews them. Nothing is booked and nothing is spent.
      </p>
      {salesAgents.map(({ id, name }) => (
        <Checkbox
          key={id}
          label={name}
          checked={chosen.includes(id)}
          onChange={(event) =>
            setChosen(event.currentTarget.checked ? [...chosen, id] : chosen.filter((one) => one !== id))
          }
        />
      ))}
      {refusal && <Failure title="Nothing was sent" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={sync.isPending}
          busyLabel="Asking for formats and sending…"
          disabled={chosen.length === 0}
        >
          Send
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
