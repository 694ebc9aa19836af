import Link from "next/link";
import { Age } from "@/app/_ui/date";
import { Amount } from "@/app/_ui/money";
import { StatusBadge } from "@/app/_ui/status";
import { Chip } from "@/app/_ui/tag";
import { useViewer } from "@/app/_ui/viewer";
import type { ChangeView } from "@/server/api/views/change-view";
import { ChangeAttention } from "../../../_changes/change-attention";
import { ExactRequest, isMoving, stateWord } from "../../../_changes/change-card";
import { ChangeFields } from "../../../_changes/change-fields";
import { SellerError } from "../../../_changes/seller-error";
import { ExchangePanel } from "../../../_transcript/exchange-panel";
import styles from "./review.module.css";

/** One seller after the campaign was sent: where its buy is, its own words when it refused, every field when asked. */
export function SellerLine({ change, debug }: { readonly change: ChangeView; readonly debug: boolean }) {
  const { timeZone } = useViewer();
  const { mediaBuy, salesAgent, sandbox, currency, deltaMicros, fields } = change;
  return (
    <div className={styles.sellerLine}>
      <p className={styles.seller}>
        <span className="b">{salesAgent.name}</span>
        {sandbox && <Chip>Sandbox</Chip>}
        <StatusBadge status={change.dropped ? "archived" : stateWord(change)} />
        {mediaBuy && <Link href={`/media-buys/${mediaBuy.id}`}>{mediaBuy.name}</Link>}
        {currency && (
          <span className="b num">
            <Amount micros={deltaMicros} currency={currency} />
          </span>
        )}
      </p>
      <p>
        {change.sentence}{" "}
        <span className="sm dim">
          <Age instant={change.settledAt ?? change.sentAt ?? change.createdAt} />
          {change.attempts > 1 && ` · sent ${change.attempts} times`}
        </span>
      </p>
      <SellerError change={change} />
      <ChangeAttention change={change} zone={timeZone} />
      {fields.length > 0 && (
        <details open={fields.some(({ verdict }) => verdict === "ignored" || verdict === "changed")}>
          <summary className="sm dim">{fieldWords(change)}</summary>
          <ChangeFields change={change} zone={timeZone} />
        </details>
      )}
      <ExactRequest request={change.request} />
      <ExchangePanel
        of={{ changeId: change.id }}
        what={`the change at ${salesAgent.name}`}
        live={isMoving(change)}
        open={debug}
      />
    </div>
  );
}

/** "9 fields, 9 verified by read-back". */
function fieldWords({ fields }: ChangeView): string {
  const all = `${fields.length} ${fields.length === 1 ? "field" : "fields"} asked for`;
  const read = fields.filter(({ verdict }) => verdict !== null);
  if (read.length === 0) return all;
  return `${all}, ${read.filter(({ verdict }) => verdict === "applied").length} verified by read-back`;
}
