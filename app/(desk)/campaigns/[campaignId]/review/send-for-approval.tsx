"use client";

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Notice } from "@/app/_ui/notice";
import { Section } from "@/app/_ui/section";
import { Textarea } from "@/app/_ui/textarea";
import { useCan } from "@/app/_ui/viewer";
import type { ReviewView } from "@/server/api/views/review-view";
import { formatMoney } from "@/server/domain/money";
import styles from "./review.module.css";
import { useKeptText } from "./use-kept-text";

/** The reason and the one button; what is wrong with either is said here. */
export function SendForApproval({ review }: { readonly review: ReviewView }) {
  const { campaign, sellers, cannotSubmit } = review;
  const [reason, setReason] = useKeptText(`reason:${campaign.id}`);
  const queryClient = useQueryClient();
  const submit = useMutation(
    useTRPC().changeSets.submitCampaign.mutationOptions({
      onSuccess: () => setReason(""),
      onSettled: () => queryClient.invalidateQueries(),
    }),
  );
  const [asked, setAsked] = useState(false);
  const maySubmit = useCan("campaign:submit");
  const refusal = refusalOf(submit.error);
  const tooShort = reason.trim().length < 3 ? "Say why in a few words; the approver reads it" : null;
  if (sellers.length === 0) return null;
  if (!maySubmit) return <Notice tone="plain" word="Read only" title="Your role may look at the plan, not send it." />;
  const send = (event: FormEvent) => {
    event.preventDefault();
    setAsked(true);
    if (tooShort || cannotSubmit !== null || submit.isPending) return;
    submit.mutate({ campaignId: campaign.id, revision: campaign.revision, reason });
  };
  return (
    <Section title="Send for approval" hint="nothing goes to a seller before somebody else approves it">
      <form onSubmit={send} className={styles.send} noValidate>
        <Textarea
          label="Reason, for the approver"
          placeholder="What this buys and why now"
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          error={refusal?.fields.reason ?? (asked ? tooShort : null)}
          rows={3}
          maxLength={1000}
          required
        />
        {refusal && (
          <Failure
            title="It was not sent"
            code={refusal.code}
            message={refusal.message}
            requestId={refusal.requestId}
            suggestion={
              refusal.code === "STALE_REVISION" ? "Look at the plan as it is now; it has been read again." : undefined
            }
          />
        )}
        <div className={styles.sendRow}>
          <BusyButton
            type="submit"
            look="primary"
            busy={submit.isPending || submit.isSuccess}
            busyLabel="Sending for approval…"
            disabled={cannotSubmit !== null}
          >
            Send {amounts(review)} for approval
          </BusyButton>
          {cannotSubmit !== null && <span className="dim">{cannotSubmit}</span>}
        </div>
      </form>
    </Section>
  );
}

function amounts({ totals }: ReviewView): string {
  return totals
    .filter((total) => total.packageCount > 0)
    .map(({ allocatedMicros, currency, sandbox }) =>
      [formatMoney({ micros: allocatedMicros, currency }), sandbox ? " in sandbox money" : ""].join(""),
    )
    .join(" and ");
}
