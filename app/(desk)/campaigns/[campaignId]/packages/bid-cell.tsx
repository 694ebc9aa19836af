import { useId } from "react";
import { Glyph } from "@/app/_ui/glyph";
import { formatAmount, toDecimal } from "@/server/domain/money";
import { textOf } from "../plan-fields";
import { CellIssue } from "./cell-issue";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

type BidCellProps = { readonly state: PackageRowState; readonly disabled: boolean };

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
  return (
    <>
      <input
        className={styles.amount}
        data-cell="bid"
        aria-label={`Bid of ${row.name}, ${row.currency}`}
        aria-invalid={issue !== undefined}
        aria-describedby={issueId}
        inputMode="decimal"
        autoComplete="off"
        disabled={disabled}
        value={textOf(shown.bidMicros)}
        onChange={(event) => edit("bidMicros", event.currentTarget.value)}
      />
      {!issue && option && (
        <div id={issueId} className="sm dim nowrap">
          {option.maxBid ? "the most you pay" : "the price you pay"}
          {option.floorPriceMicros !== null &&
            `, from ${formatAmount({ micros: option.floorPriceMicros, currency: option.currency })}`}
        </div>
      )}
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
