"use client";

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { type AgentDraft, AgentFields } from "./agent-fields";
import { blankCredential } from "./credential-fields";
import { DiscoverAgents } from "./discover-agents";

const empty: AgentDraft = { name: "", url: "", protocol: "mcp", ...blankCredential, sandbox: false, domain: null };

export function AddAgentDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Add a sales agent" width="560px">
      <AddAgent onClose={onClose} />
    </Dialog>
  );
}

/** Found by its domain or entered by hand: the same fields either way. */
function AddAgent({ onClose }: { readonly onClose: () => void }) {
  const [input, setInput] = useState(empty);
  return (
    <>
      <DiscoverAgents
        onChoose={({ name, url, protocol, domain }) => setInput({ ...input, name, url, protocol, domain })}
      />
      <AddAgentForm input={input} onInput={setInput} onClose={onClose} />
    </>
  );
}

type FormProps = {
  readonly input: AgentDraft;
  readonly onInput: (input: AgentDraft) => void;
  readonly onClose: () => void;
};

function AddAgentForm({ input, onInput, onClose }: FormProps) {
  const trpc = useTRPC();
  const router = useRouter();
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
    <form onSubmit={submit} noValidate aria-label="The agent" style={{ display: "grid", gap: 12 }}>
      <AgentFields value={input} onChange={onInput} errors={fields} />
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
