"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { notify } from "@/app/_ui/notify";
import { TextInput } from "@/app/_ui/text-input";
import { Textarea } from "@/app/_ui/textarea";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";

type AdoptProps = { readonly change: ChangeView; readonly onClose: () => void };

/** The seller made the media buy and told a person, not us: it is taken over by its id, and read back field by field. */
export function AdoptDialog({ change, onClose }: AdoptProps) {
  const [id, setId] = useState("");
  const [note, setNote] = useState("");
  const adopt = useMutation(
    useTRPC().inbox.adopt.mutationOptions({
      onSuccess: () => {
        notify({ title: "Taken over", text: "It is read back field by field now." });
        onClose();
      },
    }),
  );
  const refusal = refusalOf(adopt.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!adopt.isPending && id.trim() !== "") adopt.mutate({ changeId: change.id, sellerMediaBuyId: id, note });
  };
  return (
    <Dialog open onClose={onClose} title={`Take over a media buy of ${change.salesAgent.name}`}>
      <form onSubmit={submit} noValidate className={styles.form}>
        <p className="dim">
          For a media buy that the seller made and confirmed to you another way. Nothing is sent: we look it up there,
          then compare every field with what was asked for.
        </p>
        <TextInput
          label="The seller’s media buy id"
          required
          maxLength={255}
          value={id}
          error={refusal?.fields.sellerMediaBuyId}
          onChange={(event) => setId(event.currentTarget.value)}
        />
        <Textarea
          label="How you know, for the record"
          rows={2}
          maxLength={1000}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {refusal && !refusal.fields.sellerMediaBuyId && (
          <Failure title="It was not taken over" message={refusal.message} requestId={refusal.requestId} />
        )}
        <DialogButtons>
          <Button onClick={onClose}>Cancel</Button>
          <BusyButton
            type="submit"
            look="primary"
            busy={adopt.isPending}
            busyLabel="Looking it up…"
            disabled={id.trim() === ""}
          >
            Take it over
          </BusyButton>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
