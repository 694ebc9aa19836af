"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { TextInput } from "@/app/_ui/text-input";
import type { WebhookView } from "@/server/api/views/webhook-view";

type Props = { readonly webhooks: WebhookView; readonly open: boolean; readonly onClose: () => void };

/** A new shared secret: asked once more, then shown this one time. */
export function NewWebhookSecret({ webhooks, open, onClose }: Props) {
  const trpc = useTRPC();
  const rotate = useMutation(trpc.webhooks.rotateSecret.mutationOptions());
  const refusal = refusalOf(rotate.error);
  const close = () => {
    onClose();
    // The secret leaves the page with its dialog.
    rotate.reset();
  };
  if (rotate.data) {
    return (
      <Dialog open={open} onClose={close} title="The new secret">
        <div style={{ display: "grid", gap: 12 }}>
          <p>It is shown only now. Later requests carry it to the seller by themselves.</p>
          <TextInput
            label="Secret"
            readOnly
            value={rotate.data.secret}
            onFocus={(event) => event.currentTarget.select()}
          />
          <DialogButtons>
            <Button onClick={close}>Done</Button>
          </DialogButtons>
        </div>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      open={open}
      onClose={close}
      title="Make a new secret?"
      action={{ label: "Make a new secret", busyLabel: "Making…", look: "stop" }}
      busy={rotate.isPending}
      onConfirm={() => rotate.mutate({ salesAgentId: webhooks.salesAgentId, revision: webhooks.revision })}
    >
      <p>
        The one before it counts for five minutes more. Media buys whose seller still signs with it after that are
        polled until their next change brings the new one.
      </p>
      {refusal && (
        <Failure title="The secret was not changed" message={refusal.message} requestId={refusal.requestId} />
      )}
    </ConfirmDialog>
  );
}
