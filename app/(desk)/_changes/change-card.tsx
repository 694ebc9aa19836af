"use client";

import { Age } from "@/app/_ui/date";
import { StatusBadge } from "@/app/_ui/status";
import type { ChangeView } from "@/server/api/views/change-view";
import { ExchangePanel } from "../_transcript/exchange-panel";
import { ChangeAttention } from "./change-attention";
import { ChangeFields } from "./change-fields";
import styles from "./changes.module.css";
import { SellerError } from "./seller-error";

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
      <SellerError change={change} />
      <ChangeFields change={change} zone={zone} />
      <ChangeAttention change={change} zone={zone} atBuy />
      <ExactRequest request={change.request} />
      {change.sentAt !== null && (
        <ExchangePanel of={{ changeId: change.id }} what="this change" live={isMoving(change)} />
      )}
    </>
  );
}

/** Something may still be exchanged about it. */
export function isMoving({ state }: ChangeView): boolean {
  return ["sending", "working", "submitted", "verifying", "unknown"].includes(state);
}

/** A settled change is known by its worst verdict; before that by where it is. */
export function stateWord(change: ChangeView): string {
  if (change.state !== "settled") return change.state;
  const verdicts = change.fields.map(worthSaying);
  const worst = (["ignored", "changed", "pending", "unknown"] as const).find((kind) => verdicts.includes(kind));
  if (worst) return worst;
  return change.fields.some((field) => field.noReadBack && field.evidence === "reply") ? "as_replied" : "applied";
}

/** What the seller's reply accepted and no read can show (pacing) is not in doubt. */
function worthSaying({ verdict, evidence }: ChangeView["fields"][number]) {
  return verdict === "unknown" && evidence === "reply" ? "applied" : verdict;
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
