"use client";

import { useMutation } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { Age } from "@/app/_ui/date";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { StatusBadge } from "@/app/_ui/status";
import { useCan } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import { ChangeFields } from "./change-fields";
import styles from "./changes.module.css";

type ChangeCardProps = { readonly change: ChangeView; readonly zone: string };

/** One change of one buy: where it is, what was asked, what the read-back found, the seller's words, what can be done. */
export function ChangeCard({ change, zone }: ChangeCardProps) {
  return (
    <>
      <div className={styles.head}>
        <StatusBadge status={stateWord(change)} />
        <span className={styles.sentence}>{change.sentence}</span>
        <span className="sm dim">
          <Age instant={change.settledAt ?? change.sentAt ?? change.createdAt} />
        </span>
      </div>
      {change.error && <SellerError change={change} />}
      <ChangeFields change={change} zone={zone} />
      <ExactRequest request={change.request} />
    </>
  );
}

/** A settled change is known by its worst verdict; before that by where it is. */
export function stateWord(change: ChangeView): string {
  if (change.state !== "settled") return change.state;
  const verdicts = change.fields.map((field) => field.verdict);
  return (["ignored", "changed", "pending", "unknown"] as const).find((kind) => verdicts.includes(kind)) ?? "applied";
}

export function SellerError({ change }: { readonly change: ChangeView }) {
  const trpc = useTRPC();
  const mayRetry = useCan("change:retry");
  const retry = useMutation(trpc.changeSets.retry.mutationOptions());
  const refusal = refusalOf(retry.error);
  const { error } = change;
  if (!error) return null;
  return (
    <>
      <Failure
        title={`${change.salesAgent.name} did not accept it`}
        code={error.code}
        message={error.message}
        suggestion={
          <>
            {error.advice}
            {error.suggestion && <> The seller suggests: {error.suggestion}</>}
          </>
        }
      />
      {refusal && <Failure title="It was not sent again" message={refusal.message} requestId={refusal.requestId} />}
      {change.canRetry && mayRetry && (
        <div className={styles.again}>
          <BusyButton
            busy={retry.isPending}
            busyLabel="Sending again…"
            look="primary"
            onClick={() => retry.mutate({ changeId: change.id })}
          >
            Send again
          </BusyButton>
        </div>
      )}
    </>
  );
}

/** Exactly what goes over the wire, without the key. */
export function ExactRequest({ request }: { readonly request: string }) {
  return (
    <details>
      <summary className="sm dim">Exactly what is sent</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <pre className={styles.request} tabIndex={0}>
        {request}
      </pre>
    </details>
  );
}
