"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { AmountInput } from "@/app/_ui/amount-input";
import type { AmountText } from "@/app/_ui/amount-text";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import type { OrganisationExposureView } from "@/server/api/views/exposure-view";
import styles from "../_exposure/exposure.module.css";

type ApprovalLimitProps = { readonly settings: OrganisationExposureView; readonly mayChange: boolean };

/** How much an edit, or small edits of a campaign together in 30 days, may add before somebody else signs. */
export function ApprovalLimit({ settings, mayChange }: ApprovalLimitProps) {
  const { currency, approvalLimitMicros: before, defaultApprovalLimitMicros } = settings;
  const queryClient = useQueryClient();
  const save = useMutation(
    useTRPC().exposure.setApprovalLimit.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  const current = before ?? defaultApprovalLimitMicros;
  const [typed, setTyped] = useState<AmountText | null>(null);
  const refusal = refusalOf(save.error);
  const micros = typed === null ? current : typed.micros;
  const isMoved = typed !== null && typed.problem === null && typed.micros !== null && typed.micros !== current;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isMoved && micros !== null) save.mutate({ limitMicros: micros, before });
  };
  if (!mayChange) {
    return (
      <p>
        <Amount micros={current} currency={currency} />{" "}
        <span className="dim">{before === null && "(the default)"}</span>
      </p>
    );
  }
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <AmountInput
        label="An edit may add, without an approver"
        currency={currency}
        micros={current}
        onAmount={setTyped}
        error={refusal?.fields.limitMicros}
      />
      <BusyButton type="submit" look="primary" busy={save.isPending} busyLabel="Saving…" disabled={!isMoved}>
        Save
      </BusyButton>
      {before !== null && (
        <Button onClick={() => save.mutate({ limitMicros: null, before })}>Back to the default</Button>
      )}
      <p className={`sm dim ${styles.full}`}>
        {before === null && "This is the default. "}Raises over 20 % of a media buy, and new media buys, wait whatever
        it says.
      </p>
      {refusal && (
        <div className={styles.full}>
          <Failure title="It was not saved" message={refusal.message} requestId={refusal.requestId} />
        </div>
      )}
    </form>
  );
}
