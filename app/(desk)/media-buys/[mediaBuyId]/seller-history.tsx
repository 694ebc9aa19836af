import { When } from "@/app/_ui/date";
import { Section } from "@/app/_ui/section";
import type { MediaBuyView } from "@/server/api/views/media-buy-view";
import styles from "../../_changes/changes.module.css";

/** The seller's own account of the buy, in its words. */
export function SellerHistory({ buy }: { readonly buy: MediaBuyView }) {
  if (buy.history.length === 0) return null;
  return (
    <Section title="The seller's history" flush>
      <ul className={styles.list}>
        {buy.history.map((entry) => (
          <li key={`${entry.at} ${entry.revision} ${entry.action}`} className="sm">
            <b>{entry.action}</b>
            {entry.summary && <> · {entry.summary}</>}
            <div className="dim">
              <When instant={entry.at} zone={buy.timeZone} hideZone />
              {entry.actor && ` · ${entry.actor}`}
              {entry.revision !== null && ` · revision ${entry.revision}`}
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
