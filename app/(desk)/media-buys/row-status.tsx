import { StatusBadge } from "@/app/_ui/status";
import { Tag } from "@/app/_ui/tag";
import type { MediaBuyRow } from "@/server/api/views/media-buy-view";
import styles from "./buy-grid.module.css";
import { BuyStatus } from "./buy-status";
import type { Mark } from "./mark";

/** The status as last known; over it, what was asked here and is not verified yet. */
export function RowStatus({ buy, mark }: { readonly buy: MediaBuyRow; readonly mark: Mark | undefined }) {
  if (mark?.kind === "sending") {
    return (
      <>
        <StatusBadge status="sending" label={`Sending: ${mark.what}`} title={mark.what} />
        <div className={styles.under}>not verified yet</div>
      </>
    );
  }
  if (mark?.kind === "waits") return <StatusBadge status="in_review" label="Waits for an approver" />;
  return (
    <>
      <BuyStatus buy={buy} />
      {mark?.kind === "failed" ? (
        <div className={styles.failed} title={mark.why}>
          <Tag tone="stop" glyph="warn">
            {mark.what} did not take
          </Tag>{" "}
          {mark.why}
        </div>
      ) : (
        buy.sellerStatus && <div className={styles.under}>seller: {buy.sellerStatus}</div>
      )}
    </>
  );
}
