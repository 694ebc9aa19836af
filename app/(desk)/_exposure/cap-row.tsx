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
import type { CapView, ExposureLine } from "@/server/api/views/exposure-view";
import styles from "./exposure.module.css";
import { partsOf } from "./part-words";

type CapRowProps = {
  readonly campaignId: string | null;
  readonly currency: string;
  readonly lines: readonly ExposureLine[];
  readonly cap: CapView | null;
  readonly mayChange: boolean;
};

/** What may come to be spent in one currency at worst, beside the most that it may. */
export function CapRow({ campaignId, currency, lines, cap, mayChange }: CapRowProps) {
  return (
    <div className={styles.capRow}>
      <div>
        <p className="b">{currency}</p>
        {lines.map((line) => (
          <p key={String(line.sandbox)}>
            <Amount micros={line.worstCaseMicros} currency={currency} /> at worst
            {line.sandbox && <span className="dim"> in sandbox money</span>}
            <span className="sm dim"> · {partsOf(line, currency).join(" + ")}</span>
          </p>
        ))}
        {lines.length === 0 && <p className="dim">nothing is committed</p>}
      </div>
      {mayChange ? (
        <CapForm key={cap?.revision ?? 0} campaignId={campaignId} currency={currency} cap={cap} />
      ) : (
        <p className="num">{cap ? <Amount micros={cap.limitMicros} currency={currency} /> : "no cap"}</p>
      )}
    </div>
  );
}

type CapFormProps = Pick<CapRowProps, "campaignId" | "currency" | "cap">;

function CapForm({ campaignId, currency, cap }: CapFormProps) {
  const queryClient = useQueryClient();
  const save = useMutation(
    useTRPC().exposure.setCap.mutationOptions({ onSettled: () => queryClient.invalidateQueries() }),
  );
  const [typed, setTyped] = useState<AmountText | null>(null);
  const refusal = refusalOf(save.error);
  const before = cap?.limitMicros ?? null;
  const limit = typed === null ? before : typed.micros;
  const isMoved = typed !== null && typed.problem === null && limit !== null && limit !== before;
  const write = (limitMicros: bigint | null) =>
    save.mutate({ campaignId, currency, limitMicros, revision: cap?.revision ?? null });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isMoved) write(limit);
  };
  return (
    <form onSubmit={submit} className={styles.form} noValidate>
      <AmountInput
        label={`Cap in ${currency}`}
        currency={currency}
        micros={before}
        onAmount={setTyped}
        error={refusal?.fields.limitMicros}
      />
      <BusyButton type="submit" look="primary" busy={save.isPending} busyLabel="Saving…" disabled={!isMoved}>
        {cap ? "Save" : "Set cap"}
      </BusyButton>
      {cap && (
        <Button variant="subtle" onClick={() => write(null)}>
          Remove
        </Button>
      )}
      {refusal && (
        <div className={styles.full}>
          <Failure title="The cap was not saved" message={refusal.message} requestId={refusal.requestId} />
        </div>
      )}
    </form>
  );
}
