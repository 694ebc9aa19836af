"use client";

import dynamic from "next/dynamic";
import Link from "next/link";
import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import type { OpenDialog } from "./attention-dialog";
import { DropMediaBuy } from "./drop-media-buy";
import { ProposalFix } from "./proposal-fix";
import { RetryButton } from "./retry-button";

const AttentionDialog = dynamic(() => import("./attention-dialog"), { ssr: false });

type ActionsProps = {
  readonly change: ChangeView;
  /** IANA zone of its buy. */
  readonly zone: string;
  /** On the media buy's own page there is nothing to open. */
  readonly atBuy?: boolean | undefined;
};

/** What this person can do about something that waits on one; the dialogs load when first opened. */
export function AttentionActions({ change, zone, atBuy }: ActionsProps) {
  const [open, setOpen] = useState<OpenDialog | null>(null);
  const buttons = useButtons(change);
  const { mediaBuy, salesAgent } = change;
  return (
    <>
      {buttons.retry && <RetryButton changeId={change.id} />}
      {change.proposal?.refused && change.attention === "refused" && (
        <ProposalFix changeId={change.id} proposal={change.proposal} />
      )}
      {buttons.dialogs.map(({ dialog, label }, index) => (
        <Button
          key={dialog}
          variant={index === 0 && buttons.leads ? "filled" : "default"}
          onClick={() => setOpen(dialog)}
        >
          {label}
        </Button>
      ))}
      {buttons.agent && (
        <Button component={Link} href={`/agents/${salesAgent.id}`}>
          Open the agent’s credential
        </Button>
      )}
      {buttons.openBuy && mediaBuy && !atBuy && (
        <Button component={Link} href={`/media-buys/${mediaBuy.id}`}>
          Open the media buy
        </Button>
      )}
      {change.canDrop && mediaBuy && !atBuy && <DropMediaBuy mediaBuyId={mediaBuy.id} name={mediaBuy.name} />}
      {open && <AttentionDialog change={change} zone={zone} show={open} onClose={() => setOpen(null)} />}
    </>
  );
}

type DialogButton = { readonly dialog: OpenDialog; readonly label: string };
type Buttons = {
  readonly dialogs: readonly DialogButton[];
  /** The first is the one thing to do next. */
  readonly leads: boolean;
  readonly retry: boolean;
  readonly agent: boolean;
  readonly openBuy: boolean;
};

const ask: DialogButton = { dialog: "ask", label: "Ask the seller…" };
const leave: DialogButton = { dialog: "leave", label: "Leave it…" };
const withdraw: DialogButton = { dialog: "withdraw", label: "Withdraw…" };

function useButtons(change: ChangeView): Buttons {
  const mayEdit = useCan("media_buy:edit");
  const mayPlan = useCan("campaign:submit");
  const mayRetry = useCan("change:retry");
  const mayAdopt = useCan("change:approve");
  const mayConnect = useCan("sales_agent:write");
  const mayAnswer = change.kind === "update_media_buy" ? mayEdit : mayPlan;
  const isCreate = change.kind === "create_media_buy";
  const adopt: DialogButton[] = mayAdopt && isCreate ? [{ dialog: "adopt", label: "Take over by its id…" }] : [];
  const none = { retry: false, agent: false, openBuy: false, leads: false };
  const when = (allowed: boolean, ...dialogs: readonly DialogButton[]) => (allowed ? dialogs : []);
  switch (change.attention) {
    case "ignored":
    case "changed": {
      const again: DialogButton = { dialog: "again", label: "Send again…" };
      const accept: DialogButton = { dialog: "accept", label: "Accept the seller’s value…" };
      return { ...none, leads: mayEdit, dialogs: [...when(mayEdit, again, accept), ...when(mayPlan, ask)] };
    }
    case "conflict":
      return { ...none, leads: mayEdit, dialogs: when(mayEdit, { dialog: "compare", label: "Compare…" }, leave) };
    case "input": {
      const answer: DialogButton = { dialog: "answer", label: "Answer…" };
      return { ...none, leads: mayAnswer, dialogs: [...when(mayAnswer, answer, withdraw), ...adopt] };
    }
    case "access": {
      const asks = change.state === "input_required";
      const anew: DialogButton = { dialog: "answer", label: "Send it anew…" };
      const dialogs = asks ? when(mayAnswer, anew, withdraw) : when(mayAnswer, leave);
      return { ...none, agent: mayConnect, retry: mayRetry && change.canRetry, dialogs };
    }
    case "overdue":
      return { ...none, dialogs: [...when(mayPlan, ask), ...adopt] };
    case "duplicate":
      return { ...none, openBuy: true, dialogs: when(mayPlan, ask, leave) };
    case "refused":
    case "not_reached": {
      const openBuy = change.kind === "update_media_buy";
      return { ...none, openBuy, retry: mayRetry && change.canRetry, dialogs: when(mayPlan, ask, leave) };
    }
    default:
      return { ...none, dialogs: [] };
  }
}
