"use client";

import { useMutation } from "@tanstack/react-query";
import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { TextInput } from "@/app/_ui/text-input";
import { useCan } from "@/app/_ui/viewer";
import type { RouterOutput } from "@/server/api/root";
import type { ProposalView } from "@/server/api/views/proposal-view";
import type { Money } from "@/server/domain/money";
import { AskTerms } from "../../../_changes/ask-terms";
import styles from "./proposals.module.css";
import { useRefine } from "./use-refine";

const SignDialog = dynamic(() => import("./sign-dialog"), { ssr: false });

type ProposalActionsProps = {
  readonly campaign: RouterOutput["campaigns"]["get"];
  readonly proposal: ProposalView;
  readonly searchId: string;
  readonly total: Money | null;
  readonly mayWrite: boolean;
};

/** Take it, make it firm, read and sign its terms, or ask the seller for another one: what fits where it stands. */
export function ProposalActions({ campaign, proposal, searchId, total, mayWrite }: ProposalActionsProps) {
  const { taken, standing, insertionOrder } = proposal;
  const [reading, setReading] = useState(false);
  const maySign = useCan("change:approve");
  const wantsSignature = ["missing", "void"].includes(proposal.signature.state);
  const edits = mayWrite && campaign.editable;
  return (
    <>
      <div className={styles.actions}>
        {edits && !taken && <Take campaignId={campaign.id} proposal={proposal} total={total} />}
        {taken && <Taken campaignId={campaign.id} proposal={proposal} edits={edits} />}
        {mayWrite && asksTerms(proposal) && <AskTerms proposal={proposal} />}
        {insertionOrder && (
          <Button variant={wantsSignature && maySign ? "filled" : "default"} onClick={() => setReading(true)}>
            {wantsSignature && maySign ? "Read and sign…" : "Insertion order…"}
          </Button>
        )}
        {wantsSignature && !maySign && standing === "committed" && (
          <span className="dim">An approver has to sign the insertion order.</span>
        )}
      </div>
      {mayWrite && standing !== "finalizing" && <ChangeRequest proposal={proposal} searchId={searchId} />}
      {reading && <SignDialog proposal={proposal} onClose={() => setReading(false)} />}
    </>
  );
}

function asksTerms({ standing, orderMismatch }: ProposalView): boolean {
  return ["draft", "expired", "finalizing"].includes(standing) || orderMismatch !== null;
}

type TakeProps = { readonly campaignId: string; readonly proposal: ProposalView; readonly total: Money | null };

function Take({ proposal: { id: proposalId, problem }, total }: TakeProps) {
  const take = useMutation(useTRPC().proposals.take.mutationOptions());
  const refusal = refusalOf(take.error);
  return (
    <>
      <BusyButton
        look="primary"
        busy={take.isPending}
        busyLabel="Making packages…"
        disabled={total === null || problem !== null}
        title={problem ?? (total === null ? "Enter a total first" : undefined)}
        onClick={() => total && take.mutate({ proposalId, totalMicros: total.micros })}
      >
        Take this proposal
      </BusyButton>
      {refusal && <Failure title="No packages were made" message={refusal.message} requestId={refusal.requestId} />}
    </>
  );
}

type TakenProps = { readonly campaignId: string; readonly proposal: ProposalView; readonly edits: boolean };

function Taken({ campaignId, proposal: { id: proposalId, taken }, edits }: TakenProps) {
  const untie = useMutation(useTRPC().proposals.untie.mutationOptions());
  if (taken === null) return null;
  const { packages, mediaBuyId } = taken;
  return (
    <>
      <span>
        Taken as {packages} {packages === 1 ? "package" : "packages"}.{" "}
        <Link href={mediaBuyId ? `/media-buys/${mediaBuyId}` : `/campaigns/${campaignId}/packages`}>
          {mediaBuyId ? "Open the media buy" : "Open the packages"}
        </Link>
      </span>
      {edits && mediaBuyId === null && (
        <BusyButton busy={untie.isPending} busyLabel="Keeping them…" onClick={() => untie.mutate({ proposalId })}>
          Keep the packages without the proposal
        </BusyButton>
      )}
    </>
  );
}

function ChangeRequest({ proposal, searchId }: { readonly proposal: ProposalView; readonly searchId: string }) {
  const [ask, setAsk] = useState("");
  const refine = useRefine();
  const text = ask.trim();
  const waits = proposal.asking;
  const send = (action: "include" | "omit") => {
    const asked = action === "include" ? { ask: text } : {};
    const entry = { proposalId: proposal.id, action, ...asked };
    refine.mutate({ searchId, proposals: [entry] }, { onSuccess: () => setAsk("") });
  };
  return (
    <div className={styles.askRow}>
      <TextInput
        className={styles.ask ?? ""}
        label={`Ask for a change to ${proposal.name}`}
        placeholder="More video, without display"
        maxLength={1000}
        value={ask}
        onChange={(event) => setAsk(event.currentTarget.value)}
      />
      <BusyButton
        busy={refine.isPending}
        busyLabel="Asking…"
        disabled={text === "" || waits}
        onClick={() => send("include")}
      >
        Ask for the change
      </BusyButton>
      {proposal.taken === null && (
        <BusyButton busy={refine.isPending} busyLabel="Asking…" disabled={waits} onClick={() => send("omit")}>
          Leave it out
        </BusyButton>
      )}
    </div>
  );
}
