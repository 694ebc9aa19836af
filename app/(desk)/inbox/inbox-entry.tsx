import Link from "next/link";
import { Age } from "@/app/_ui/date";
import { Chip } from "@/app/_ui/tag";
import type { InboxEntryView } from "@/server/api/views/inbox-view";
import { AttentionTag, attentionLook } from "../_changes/attention-tag";
import { ChangeAttention } from "../_changes/change-attention";
import { MissedFields } from "../_changes/missed-fields";
import { SellerQuestion } from "../_changes/seller-question";
import styles from "./inbox.module.css";

/** Where the seller's code has a next step of its own; elsewhere the buttons say it. */
const advised: readonly InboxEntryView["kind"][] = ["access", "refused", "not_reached", "checking"];

/** One thing that waits: whose it is, what happened, the seller's words, and the buttons. */
export function InboxEntry({ entry }: { readonly entry: InboxEntryView }) {
  const { change, kind } = entry;
  return (
    <li className={styles.entry} data-tone={attentionLook(kind).tone}>
      <div className={styles.whose}>
        <AttentionTag kind={kind} />
        <EntryName entry={entry} />
        <p className="sm dim">
          since <Age instant={entry.since} />
        </p>
        <p className="sm dim">{entry.mayAct ? "You can act on it" : `Waits on ${entry.who}`}</p>
      </div>
      <div className={styles.what}>
        <p className={styles.sentence}>{entry.sentence}</p>
        <SellerQuestion change={change} zone={entry.timeZone} />
        <MissedFields change={change} zone={entry.timeZone} />
        {change.error && advised.includes(kind) && <p className="sm dim">{change.error.advice}</p>}
        <ChangeAttention change={change} zone={entry.timeZone} />
      </div>
    </li>
  );
}

function EntryName({ entry: { change, campaign } }: { readonly entry: InboxEntryView }) {
  const { mediaBuy, salesAgent, sandbox } = change;
  return (
    <div>
      <p>
        {mediaBuy ? (
          <Link href={`/media-buys/${mediaBuy.id}`} className="b">
            {mediaBuy.name}
          </Link>
        ) : (
          <span className="b">{salesAgent.name}</span>
        )}{" "}
        {sandbox && <Chip>Sandbox</Chip>}
      </p>
      <p className="sm dim">
        {campaign && <Link href={`/campaigns/${campaign.id}`}>{campaign.name}</Link>}
        {campaign && " · "}
        {salesAgent.name}
      </p>
    </div>
  );
}
