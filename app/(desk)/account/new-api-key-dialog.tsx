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
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { useViewer } from "@/app/_ui/viewer";
import { CopyButton } from "@/app/(desk)/_transcript/copy-button";
import { can, scopes } from "@/server/domain/permissions";

type NewApiKeyDialogProps = { readonly open: boolean; readonly onClose: () => void; readonly onMade: () => void };

export function NewApiKeyDialog({ open, onClose, onMade }: NewApiKeyDialogProps) {
  return (
    <Dialog open={open} onClose={onClose} title="New API key">
      <NewApiKeyForm onClose={onClose} onMade={onMade} />
    </Dialog>
  );
}

const ends = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "", label: "when it is revoked" },
];

function NewApiKeyForm({ onClose, onMade }: Omit<NewApiKeyDialogProps, "open">) {
  const trpc = useTRPC();
  const { role } = useViewer();
  const [name, setName] = useState("");
  const [days, setDays] = useState("90");
  const [chosen, setChosen] = useState<string[]>(["desk:read"]);
  const create = useMutation(trpc.account.createApiKey.mutationOptions({ onSuccess: onMade }));
  const refusal = refusalOf(create.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate({ name, scopes: chosen, days: days === "" ? null : Number(days) });
  };
  if (create.data) return <MadeKey value={create.data.key} onClose={onClose} />;
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <TextInput
        label="What it is for"
        required
        value={name}
        error={refusal?.fields.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <NativeSelect label="It ends" value={days} data={ends} onChange={(event) => setDays(event.currentTarget.value)} />
      <fieldset style={{ display: "grid", gap: 6, border: 0, margin: 0, padding: 0 }}>
        <legend className="sm dim">It may</legend>
        {scopes
          .filter((scope) => can(role, scope))
          .map((scope) => (
            <Checkbox
              key={scope}
              label={scope}
              checked={chosen.includes(scope)}
              onChange={({ currentTarget: { checked } }) =>
                setChosen((before) => (checked ? [...before, scope] : before.filter((one) => one !== scope)))
              }
            />
          ))}
        {refusal?.fields.scopes && (
          <p className="sm" style={{ color: "var(--stop-ink)" }}>
            {refusal.fields.scopes}
          </p>
        )}
      </fieldset>
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <Failure title="No key was made" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={create.isPending} busyLabel="Making…">
          Make the key
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

function MadeKey({ value, onClose }: { readonly value: string | null; readonly onClose: () => void }) {
  if (value === null) {
    return (
      <p role="status">The key was made by an earlier try and cannot be shown again: revoke it and make another.</p>
    );
  }
  return (
    <div style={{ display: "grid", gap: 12 }}>
      <p role="status">This is the key. It is shown this once; only its fingerprint is kept.</p>
      <code style={{ overflowWrap: "anywhere" }}>{value}</code>
      <DialogButtons>
        <CopyButton label="Copy" text={() => value} />
        <Button variant="filled" onClick={onClose}>
          Done
        </Button>
      </DialogButtons>
    </div>
  );
}
