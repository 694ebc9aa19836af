"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { type CredentialDraft, CredentialFields } from "../credential-fields";
import { CredentialFact } from "./credential-fact";

type Props = { readonly agent: SalesAgentView; readonly open: boolean; readonly onClose: () => void };

/** Replaces an agent's credential, from the next call on; calls under way end with the one they began with. */
export function CredentialDialog({ agent, open, onClose }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={`Replace the credential of ${agent.name}`}>
      <CredentialForm agent={agent} onClose={onClose} />
    </Dialog>
  );
}

function CredentialForm({ agent, onClose }: Omit<Props, "open">) {
  const trpc = useTRPC();
  const [draft, setDraft] = useState<CredentialDraft>(() => startOf(agent));
  const edit = useMutation(trpc.salesAgents.edit.mutationOptions({ onSuccess: onClose }));
  const refusal = refusalOf(edit.error);
  // Signing alone can be turned on and off without entering the secret once more.
  const isUntouched = JSON.stringify(draft.credential) === JSON.stringify(startOf(agent).credential);
  const isOnlySigning = draft.signsRequests !== agent.signsRequests && isUntouched;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (edit.isPending) return;
    const { credential, signsRequests } = draft;
    const of = { salesAgentId: agent.id, revision: agent.revision, signsRequests };
    edit.mutate(isOnlySigning ? of : { ...of, credential });
  };
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <p>
        Now: <CredentialFact agent={agent} />. Calls under way end with it; the next one takes what is saved here.
      </p>
      <CredentialFields value={draft} onChange={setDraft} errors={refusal?.fields ?? {}} />
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

/** The form begins with what may be known of the credential; its secret is entered again. */
function startOf({ credential, signsRequests }: SalesAgentView): CredentialDraft {
  const { scheme, headerName, tokenUrl, clientId, scope } = credential;
  switch (scheme) {
    case "none":
      return { credential: { scheme }, signsRequests };
    case "bearer":
      return { credential: { scheme, token: "" }, signsRequests };
    case "header":
      return { credential: { scheme, name: headerName ?? "", value: "" }, signsRequests };
    case "oauth_client_credentials": {
      const known = { tokenUrl: tokenUrl ?? "", clientId: clientId ?? "", scope: scope ?? "" };
      return { credential: { scheme, ...known, clientSecret: "" }, signsRequests };
    }
  }
}
