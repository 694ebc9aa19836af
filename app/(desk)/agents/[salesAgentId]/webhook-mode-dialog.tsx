"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import type { WebhookView } from "@/server/api/views/webhook-view";
import { modeWords } from "./webhook-words";

type Props = { readonly webhooks: WebhookView; readonly open: boolean; readonly onClose: () => void };
type Mode = WebhookView["mode"];

const modes: readonly Mode[] = ["off", "rfc9421", "hmac"];

/** Turns the agent's webhooks on or off; a way of signing that the seller does not offer cannot be chosen. */
export function WebhookModeDialog({ webhooks, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title="Change webhooks">
      <ModeForm webhooks={webhooks} onClose={onClose} />
    </Dialog>
  );
}

function ModeForm({ webhooks, onClose }: Omit<Props, "open">) {
  const trpc = useTRPC();
  const [mode, setMode] = useState<Mode>(webhooks.mode);
  const save = useMutation(trpc.webhooks.setMode.mutationOptions({ onSuccess: onClose }));
  const refusal = refusalOf(save.error);
  const problem = mode === "off" ? null : problemOf(webhooks, mode);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending || problem !== null) return;
    save.mutate({ salesAgentId: webhooks.salesAgentId, revision: webhooks.revision, mode });
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <p>Later requests carry an address for webhooks. What comes signed any other way is refused.</p>
      <NativeSelect
        label="Signed"
        data={modes.map((value) => ({ value, label: modeWords[value] }))}
        value={mode}
        error={problem ?? refusal?.fields.mode}
        onChange={(event) => setMode(modes.find((one) => one === event.currentTarget.value) ?? "off")}
      />
      {mode === "off" && webhooks.mode !== "off" && (
        <p>Addresses that were given before answer nobody any more; the seller is polled.</p>
      )}
      {refusal && refusal.fields.mode === undefined && (
        <Failure title="Nothing was changed" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={save.isPending} busyLabel="Saving…" disabled={problem !== null}>
          Save
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

function problemOf({ base, problems }: WebhookView, mode: Exclude<Mode, "off">): string | null {
  if (base === null) return "Sellers cannot reach this desk: it has no public https address (FLIGHTDECK_PUBLIC_URL)";
  return problems[mode];
}
