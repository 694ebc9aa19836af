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
import { TextInput } from "@/app/_ui/text-input";
import { type Role, roles } from "@/server/domain/permissions";

type InviteDialogProps = { readonly open: boolean; readonly onClose: () => void; readonly onInvited: () => void };

export function InviteDialog({ open, onClose, onInvited }: InviteDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="Invite somebody">
      <InviteForm onClose={onClose} onInvited={onInvited} />
    </Dialog>
  );
}

function InviteForm({ onClose, onInvited }: Omit<InviteDialogProps, "open">) {
  const trpc = useTRPC();
  const [input, setInput] = useState({ name: "", email: "", role: "planner" as Role });
  const onSuccess = () => {
    onInvited();
    onClose();
  };
  const invite = useMutation(trpc.members.invite.mutationOptions({ onSuccess }));
  const refusal = refusalOf(invite.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invite.isPending) invite.mutate(input);
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <TextInput
        label="Name"
        required
        value={input.name}
        error={refusal?.fields.name}
        onChange={(event) => setInput({ ...input, name: event.currentTarget.value })}
      />
      <TextInput
        label="Email"
        type="email"
        required
        value={input.email}
        error={refusal?.fields.email}
        onChange={(event) => setInput({ ...input, email: event.currentTarget.value })}
      />
      <NativeSelect
        label="Role"
        value={input.role}
        data={[...roles]}
        onChange={(event) => setInput({ ...input, role: event.currentTarget.value as Role })}
      />
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <Failure title="Nobody was invited" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={invite.isPending} busyLabel="Inviting…">
          Invite
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
