"use client";

import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { announce } from "@/app/_ui/live-region";
import { number } from "./count-words";
import { GroupChoice, type GroupKind } from "./group-choice";
import styles from "./media-buys.module.css";
import { TakeOverSummary } from "./take-over-summary";
import type { Choice } from "./use-ticks";

type TakeOverDialogProps = {
  readonly open: boolean;
  readonly onClose: () => void;
  /** It has begun. */
  readonly onDone: () => void;
  readonly accountId: string;
  readonly sellerName: string;
  readonly choice: Choice | null;
};

/** What taking over means for these, and into which campaigns they go. Nothing is changed at the seller. */
export function TakeOverDialog({ open, choice, ...rest }: TakeOverDialogProps) {
  return (
    <Dialog open={open} onClose={rest.onClose} title="Take over media buys made elsewhere" width="620px">
      {choice && <TakeOverForm choice={choice} {...rest} />}
    </Dialog>
  );
}

type TakeOverFormProps = Omit<TakeOverDialogProps, "open" | "choice"> & { readonly choice: Choice };

function TakeOverForm({ onClose, onDone, accountId, sellerName, choice }: TakeOverFormProps) {
  const trpc = useTRPC();
  const [kind, setKind] = useState<GroupKind>("po_number");
  const [campaignId, setCampaignId] = useState<string | null>(null);
  const summary = useQuery(trpc.adopt.summarise.queryOptions({ accountId, choice }));
  const take = useMutation(
    trpc.adopt.takeOver.mutationOptions({
      onSuccess: () => {
        announce("Taking over has begun");
        onClose();
        onDone();
      },
    }),
  );
  const refusal = refusalOf(take.error ?? summary.error);
  const count = summary.data?.sums.reduce((sum, row) => sum + row.count, 0) ?? 0;
  const isMissing = kind === "campaign" && campaignId === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (count === 0 || isMissing || take.isPending) return;
    const grouping = kind === "campaign" ? { kind, campaignId: campaignId ?? "" } : { kind };
    take.mutate({ accountId, choice, grouping });
  };
  return (
    <form onSubmit={submit} className={styles.form}>
      {summary.data ? (
        <TakeOverSummary summary={summary.data} sellerName={sellerName} />
      ) : (
        <p className="dim">Adding up what was chosen…</p>
      )}
      <GroupChoice
        kind={kind}
        onKind={setKind}
        campaignId={campaignId}
        onCampaign={setCampaignId}
        groups={summary.data?.groups ?? null}
        count={count}
      />
      {refusal && <Failure title="Nothing was taken over" message={refusal.message} requestId={refusal.requestId} />}
      <DialogButtons>
        <Button onClick={onClose}>Cancel</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={take.isPending}
          busyLabel="Starting…"
          disabled={count === 0 || isMissing}
        >
          {count === 0 ? "Take over" : `Take over ${number(count)}`}
        </BusyButton>
      </DialogButtons>
      {count > 500 && <p className="sm dim">{number(count)} take a while; you can leave this page meanwhile.</p>}
    </form>
  );
}
