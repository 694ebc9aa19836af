import { useId } from "react";
import { Glyph } from "@/app/_ui/glyph";
import type { PricingOption } from "@/server/domain/media-buy/product";
import { formatAmount, toDecimal } from "@/server/domain/money";
import { textOf } from "../plan-fields";
import { CellIssue } from "./cell-issue";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

type BidCellProps = { readonly state: PackageRowState; readonly disabled: boolean };

/** Whether a bid is a ceiling or the price itself (AdCP max_bid), and where the seller's floor is. */
function bidWords({ maxBid, floorPriceMicros, currency }: PricingOption): string {
  const meaning = maxBid ? "Your bid is the most you pay" : "Your bid is the price you pay";
  if (floorPriceMicros === null) return `${meaning}.`;
  return `${meaning}; the seller takes none below ${formatAmount({ micros: floorPriceMicros, currency })}.`;
}

/** A bid where the option is an auction; at a fixed price the price, locked, since the seller set it. */
export function BidCell({ state, disabled }: BidCellProps) {
  const issueId = useId();
  const { row, shown, edit, issueAt } = state;
  const option = row.pricingOptions.find((one) => one.pricingOptionId === shown.pricingOptionId);
  const issue = issueAt("bidMicros");
  if (option?.fixedPriceMicros !== null && option?.fixedPriceMicros !== undefined) {
    return (
      <span className={styles.fixed} title="The seller fixed this price">
        <Glyph name="lock" /> {formatAmount({ micros: option.fixedPriceMicros, currency: option.currency })}
        <span className="visually-hidden"> fixed by the seller</span>
        <CellIssue issue={issue} />
      </span>
    );
  }
  const fixMicros = issue && "fixMicros" in issue ? issue.fixMicros : undefined;
  const explained = row.locks.bid ?? (option ? bidWords(option) : undefined);
  return (
    <>
      <span className={styles.money} title={explained}>
        <span className="dim" aria-hidden="true">
          {option?.maxBid ? "≤" : "="}
        </span>
        <input
          className={`${styles.amount} ${styles.bid}`}
          data-cell="bid"
          aria-label={`Bid of ${row.name}, ${row.currency}`}
          aria-invalid={issue !== undefined}
          aria-describedby={`${issueId} ${issueId}-words`}
          inputMode="decimal"
          autoComplete="off"
          disabled={disabled}
          value={textOf(shown.bidMicros)}
          onChange={(event) => edit("bidMicros", event.currentTarget.value)}
        />
      </span>
      <span id={`${issueId}-words`} className="visually-hidden">
        {explained}
      </span>
      <CellIssue
        issue={issue}
        id={issueId}
        fix={
          fixMicros === undefined || disabled
            ? undefined
            : {
                label: `Bid ${formatAmount({ micros: fixMicros, currency: row.currency })}`,
                apply: () => edit("bidMicros", toDecimal({ micros: fixMicros, currency: row.currency })),
              }
        }
      />
    </>
  );
}
