import { useId } from "react";
import { formatAmount, toDecimal } from "@/server/domain/money";
import { textOf } from "../plan-fields";
import { CellIssue } from "./cell-issue";
import { shareHint } from "./package-fields";
import styles from "./sheet.module.css";
import type { PackageRowState } from "./use-package-row";

type BudgetCellProps = { readonly state: PackageRowState; readonly disabled: boolean };

/** An amount, or a share of the plan such as 30%. */
export function BudgetCell({ state, disabled }: BudgetCellProps) {
  const issueId = useId();
  const { row, plan, shown, edit, issueAt } = state;
  const text = textOf(shown.budgetMicros);
  const issue = issueAt("budgetMicros");
  const hint = shareHint(text, row.currency, plan.draft);
  const fixMicros = issue && "fixMicros" in issue ? issue.fixMicros : undefined;
  return (
    <>
      <span className={styles.money}>
        <input
          className={styles.amount}
          data-cell="budget"
          aria-label={`Budget of ${row.name}, ${row.currency}`}
          aria-invalid={issue !== undefined}
          aria-describedby={issue ? issueId : undefined}
          inputMode="decimal"
          autoComplete="off"
          disabled={disabled}
          value={text}
          onChange={(event) => edit("budgetMicros", event.currentTarget.value)}
        />
        <span className="dim sm">{row.currency}</span>
      </span>
      {hint && <div className="sm dim nowrap">{hint}</div>}
      <CellIssue
        issue={issue}
        id={issueId}
        fix={
          fixMicros === undefined || disabled
            ? undefined
            : {
                label: `Raise to ${formatAmount({ micros: fixMicros, currency: row.currency })}`,
                apply: () => edit("budgetMicros", toDecimal({ micros: fixMicros, currency: row.currency })),
              }
        }
      />
    </>
  );
}
