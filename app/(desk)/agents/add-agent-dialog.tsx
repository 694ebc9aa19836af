"use client";

import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { blankCredential, type CredentialDraft, CredentialFields } from "./credential-fields";

type AgentDraft = CredentialDraft & {
  readonly name: string;
  readonly url: string;
  readonly protocol: "mcp" | "a2a" | "rest";
  readonly sandbox: boolean;
};

const empty: AgentDraft = { name: "", url: "", protocol: "mcp", ...blankCredential, sandbox: false };

export function AddAgentDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Add a sales agent">
      <AddAgentForm onClose={onClose} />
    </Dialog>
  );
}

function AddAgentForm({ onClose }: { readonly onClose: () => void }) {
  const trpc = useTRPC();
  const router = useRouter();
  const [input, setInput] = useState(empty);
  const contact = useMutation(trpc.salesAgents.contact.mutationOptions());
  const add = useMutation(
    trpc.salesAgents.add.mutationOptions({
      onSuccess: ({ salesAgentId }) => {
        contact.mutate({ salesAgentId }, { onSettled: () => router.push(`/agents/${salesAgentId}`) });
      },
    }),
  );
  const refusal = refusalOf(add.error);
  const fields = refusal?.fields ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!add.isPending && !contact.isPending) add.mutate(input);
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <TextInput
        label="Name"
        required
        maxLength={120}
        value={input.name}
        error={fields.name}
        onChange={(event) => setInput({ ...input, name: event.currentTarget.value })}
      />
      <TextInput
        label="Address"
        description="The agent's MCP endpoint, such as https://ads.example.com/mcp"
        inputMode="url"
        required
        value={input.url}
        error={fields.url}
        onChange={(event) => setInput({ ...input, url: event.currentTarget.value })}
      />
      <NativeSelect
        label="Protocol"
        value={input.protocol}
        data={[{ value: "mcp", label: "MCP (Streamable HTTP)" }]}
        onChange={() => setInput({ ...input, protocol: "mcp" })}
      />
      <CredentialFields
        value={input}
        onChange={(credential) => setInput({ ...input, ...credential })}
        errors={fields}
      />
      <Checkbox
        label="Sandbox: buys here are not real and stay out of totals"
        checked={input.sandbox}
        onChange={(event) => setInput({ ...input, sandbox: event.currentTarget.checked })}
      />
      {refusal && Object.keys(fields).length === 0 && (
        <Failure title="The agent was not added" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={add.isPending || contact.isPending}
          busyLabel={contact.isPending ? "Reaching the agent…" : "Adding…"}
        >
          Add and test
        </BusyButton>
      </DialogButtons>
    </form>
  );
}
