"use client";

import { useMutation, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Section } from "@/app/_ui/section";
import { TextInput } from "@/app/_ui/text-input";
import { mostTranscriptDays } from "@/server/domain/transcript/exchange";
import styles from "../_exposure/exposure.module.css";

/** How long exchanges with sellers are kept. */
export function TranscriptDays({ mayChange }: { readonly mayChange: boolean }) {
  const { data } = useSuspenseQuery(useTRPC().transcript.days.queryOptions());
  return (
    <Section title="Transcript" hint="requests to sellers and their webhooks, without secrets">
      {mayChange ? <DaysForm key={data.days} days={data.days} /> : <p>Kept for {data.days} days</p>}
    </Section>
  );
}

function DaysForm({ days }: { readonly days: number }) {
  const queryClient = useQueryClient();
  const save = useMutation(
    useTRPC().transcript.setDays.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  const [typed, setTyped] = useState(String(days));
  const refusal = refusalOf(save.error);
  const wanted = Number(typed);
  const problem = problemOf(typed);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (problem === null && wanted !== days) save.mutate({ days: wanted, before: days });
  };
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <TextInput
        label="Days that exchanges are kept"
        inputMode="numeric"
        value={typed}
        maxLength={3}
        error={problem ?? refusal?.fields.days}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <BusyButton
        type="submit"
        look="primary"
        busy={save.isPending}
        busyLabel="Saving…"
        disabled={problem !== null || wanted === days}
      >
        Save
      </BusyButton>
      <p className={`sm dim ${styles.full}`}>What is older is deleted every day. Fewer days delete the rest at once.</p>
      {refusal && (
        <div className={styles.full}>
          <Failure title="It was not saved" message={refusal.message} requestId={refusal.requestId} />
        </div>
      )}
    </form>
  );
}

function problemOf(typed: string): string | null {
  const isDays = /^[1-9]\d{0,2}$/.test(typed.trim()) && Number(typed) <= mostTranscriptDays;
  return isDays ? null : `Enter whole days, 1 to ${mostTranscriptDays}`;
}
