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
import type { SalesAgentView } from "@/server/api/views/sales-agent-view";
import { AccountSetupSteps } from "./account-setup";
import { billingChoices } from "./account-words";

type Props = { readonly agent: SalesAgentView; readonly open: boolean; readonly onClose: () => void };

/** Asks the seller for an account of a brand and shows what it answered. */
export function OpenAccountDialog({ agent, open, onClose }: Props) {
  const title = agent.opening.implicit ? `Name an account at ${agent.name}` : `Open an account at ${agent.name}`;
  return (
    <Dialog open={open} onClose={onClose} title={title}>
      <OpenAccountForm agent={agent} onClose={onClose} />
    </Dialog>
  );
}

function OpenAccountForm({ agent, onClose }: Pick<Props, "agent" | "onClose">) {
  const trpc = useTRPC();
  const { opening } = agent;
  const [billing = "operator"] = opening.billing;
  const [input, setInput] = useState({ brandDomain: "", operator: "", billing, sandbox: false });
  const ask = useMutation(trpc.accounts.open.mutationOptions());
  const refusal = refusalOf(ask.error);
  const fields = refusal?.fields ?? {};
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ask.isPending) ask.mutate({ salesAgentId: agent.id, ...input });
  };
  if (ask.data) return <Answer agent={agent} answer={ask.data} onClose={onClose} again={ask.reset} />;
  return (
    <form onSubmit={submit} noValidate style={{ display: "grid", gap: 12 }}>
      <TextInput
        label="Brand"
        description="The advertiser's domain, such as acme.example"
        required
        value={input.brandDomain}
        error={fields.brandDomain}
        onChange={(event) => setInput({ ...input, brandDomain: event.currentTarget.value })}
      />
      <TextInput
        label="Operator"
        description="Domain of whoever buys on the brand's behalf; empty: the brand itself"
        value={input.operator}
        error={fields.operator}
        onChange={(event) => setInput({ ...input, operator: event.currentTarget.value })}
      />
      {!opening.implicit && (
        <NativeSelect
          label="Who is invoiced"
          value={input.billing}
          error={fields.billing}
          data={opening.billing.map((party) => ({ value: party, label: billingChoices[party] }))}
          onChange={(event) => {
            const party = opening.billing.find((one) => one === event.currentTarget.value);
            if (party) setInput({ ...input, billing: party });
          }}
        />
      )}
      {opening.sandbox && (
        <Checkbox
          label="Sandbox account: nothing bought on it is real, and it stays out of totals"
          checked={input.sandbox}
          error={fields.sandbox}
          onChange={(event) => setInput({ ...input, sandbox: event.currentTarget.checked })}
        />
      )}
      {refusal && Object.keys(fields).length === 0 && (
        <Failure title="No account was opened" message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton type="submit" look="primary" busy={ask.isPending} busyLabel="Asking the seller…">
          {opening.implicit ? "Name it" : "Ask for the account"}
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type AnswerProps = {
  readonly agent: SalesAgentView;
  readonly answer: {
    readonly accountId: string | null;
    readonly status: string | null;
    readonly problem: string | null;
  };
  readonly onClose: () => void;
  readonly again: () => void;
};

/** The seller's answer; what waits for a person says so until the seller says otherwise. */
function Answer({ agent, answer, onClose, again }: AnswerProps) {
  const account = agent.accounts.find((one) => one.id === answer.accountId);
  const status = account?.status ?? answer.status;
  return (
    <div style={{ display: "grid", gap: 12 }}>
      {answer.problem !== null ? (
        <Failure title={`${agent.name} refused the account`} message={answer.problem} />
      ) : account?.status === "pending_approval" ? (
        <AccountSetupSteps account={account} />
      ) : (
        <p role="status">{sentence(agent.name, account?.name ?? "The account", status)}</p>
      )}
      <DialogButtons>
        {answer.problem !== null && <Button onClick={again}>Change the request</Button>}
        <Button variant="filled" onClick={onClose}>
          Done
        </Button>
      </DialogButtons>
    </div>
  );
}

function sentence(seller: string, account: string, status: string | null): string {
  if (status === "active") return `${account} is open: campaigns can buy on it at ${seller}.`;
  if (status === "rejected") return `${seller} rejected the account; its reason, if it gave one, stands beside it.`;
  return `${account} at ${seller} is ${(status ?? "not known").replaceAll("_", " ")}.`;
}
