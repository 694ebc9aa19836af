"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { refusalOf } from "@/app/_ui/field-errors";

/** Asks the agent now and says, beside the button, what came back. */
export function TestConnection({ salesAgentId }: { readonly salesAgentId: string }) {
  const trpc = useTRPC();
  const contact = useMutation(trpc.salesAgents.contact.mutationOptions());
  return (
    <>
      <span role="status" className="sm">
        {sentence(contact)}
      </span>
      <BusyButton busy={contact.isPending} busyLabel="Asking…" onClick={() => contact.mutate({ salesAgentId })}>
        Test connection
      </BusyButton>
    </>
  );
}

type Contact = {
  readonly error: unknown;
  readonly data:
    | { readonly kind: "ok"; readonly milliseconds: number; readonly accounts: number; readonly tools: number }
    | {
        readonly kind: "failed";
        readonly milliseconds: number;
        readonly problem: { readonly code: string; readonly message: string; readonly suggestion: string | null };
      }
    | undefined;
};

function sentence({ data, error }: Contact): string {
  if (error) return refusalOf(error)?.message ?? "";
  if (!data) return "";
  if (data.kind === "ok")
    return `Answered in ${Math.round(data.milliseconds)} ms: ${data.tools} tools, ${data.accounts} accounts`;
  const { code, message, suggestion } = data.problem;
  return `${message} (${code})${suggestion ? `. ${suggestion}` : ""}`;
}
