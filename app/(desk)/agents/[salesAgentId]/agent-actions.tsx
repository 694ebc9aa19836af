"use client";

import { useMutation } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { TextInput } from "@/app/_ui/text-input";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";

const CredentialDialog = dynamic(() => import("./credential-dialog").then((module) => module.CredentialDialog), {
  ssr: false,
});

export function AgentActions({ agent }: { readonly agent: SalesAgentView }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [open, setOpen] = useState<"edit" | "credential" | "remove" | null>(null);
  const remove = useMutation(trpc.salesAgents.remove.mutationOptions({ onSuccess: () => router.push("/agents") }));
  const refusal = refusalOf(remove.error);
  return (
    <>
      <Button onClick={() => setOpen("edit")}>Rename</Button>
      <Button onClick={() => setOpen("credential")}>Replace the credential</Button>
      <Button color="red" variant="subtle" onClick={() => setOpen("remove")}>
        Remove
      </Button>
      <Dialog open={open === "edit"} onClose={() => setOpen(null)} title={`Rename ${agent.name}`}>
        <EditForm agent={agent} onClose={() => setOpen(null)} />
      </Dialog>
      <CredentialDialog agent={agent} open={open === "credential"} onClose={() => setOpen(null)} />
      <ConfirmDialog
        open={open === "remove"}
        onClose={() => setOpen(null)}
        title={`Remove ${agent.name}?`}
        action={{ label: "Remove the agent", busyLabel: "Removing…", look: "stop" }}
        busy={remove.isPending}
        onConfirm={() => remove.mutate({ salesAgentId: agent.id, revision: agent.revision })}
      >
        <p>
          Its products can no longer be searched. Buys already made keep running at the seller and stay on the desk.
        </p>
        {refusal && (
          <Failure title="The agent was not removed" message={refusal.message} requestId={refusal.requestId} />
        )}
      </ConfirmDialog>
    </>
  );
}

function EditForm({ agent, onClose }: { readonly agent: SalesAgentView; readonly onClose: () => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState(agent.name);
  const edit = useMutation(trpc.salesAgents.edit.mutationOptions({ onSettled: (_, error) => !error && onClose() }));
  const refusal = refusalOf(edit.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edit.isPending) return;
    edit.mutate({ salesAgentId: agent.id, revision: agent.revision, name });
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <TextInput
        label="Name"
        required
        maxLength={120}
        value={name}
        error={refusal?.fields.name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {refusal && Object.keys(refusal.fields).length === 0 && (
        <Failure title="Nothing was changed" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={edit.isPending} busyLabel="Saving…">
          Save
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
