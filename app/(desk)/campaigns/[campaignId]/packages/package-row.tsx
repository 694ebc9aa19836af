"use client";

import { useState } from "react";
import type { PackagePlanRow, PackagePlanView, PlanSeller } from "@/server/api/views/package-plan-view";
import { pacings } from "@/server/domain/change/patch";
import { formatAmount } from "@/server/domain/money";
import { ConflictNotice } from "../conflict-notice";
import { textOf } from "../plan-fields";
import { modelWord } from "../products/product-words";
import { BidCell } from "./bid-cell";
import { BudgetCell } from "./budget-cell";
import { CellIssue } from "./cell-issue";
import { PackageDialog } from "./package-dialog";
import { packageLabels } from "./package-fields";
import { flightOf, targetingOf } from "./package-words";
import { RowState } from "./row-state";
import { ShareOf } from "./share-of";
import styles from "./sheet.module.css";
import { type PackageRowState, usePackageRow } from "./use-package-row";

type PackageRowProps = {
  readonly row: PackagePlanRow;
  readonly plan: PackagePlanView;
  readonly seller: PlanSeller | null;
  readonly mayEdit: boolean;
};

const pacingWords = { even: "even", asap: "asap", front_loaded: "front-loaded" } as const;

export function PackageRow({ row, plan, seller, mayEdit }: PackageRowProps) {
  const state = usePackageRow(row, plan.campaign);
  const [open, setOpen] = useState(false);
  const disabled = !mayEdit || row.locked !== null;
  const inPlanCurrency = row.currency === plan.campaign.draft.currency;
  return (
    <>
      <tr id={row.id} onBlur={() => void state.autosave.flush()}>
        <th scope="row" className={styles.package}>
          <button type="button" className={styles.open} data-cell="name" onClick={() => setOpen(true)}>
            {textOf(state.shown.name)}
          </button>
          {row.name !== row.productName && <div className="sm dim">{row.productName}</div>}
          <CellIssue issue={state.issueAt("product")} />
        </th>
        <td>
          <PricingCell state={state} disabled={disabled} />
        </td>
        <td className={styles.end}>
          <BudgetCell state={state} disabled={disabled} />
        </td>
        <td className={styles.end}>
          {inPlanCurrency ? <ShareOf micros={row.budgetMicros} plan={plan} /> : <span className="dimmer">–</span>}
        </td>
        <td>
          <button type="button" className={styles.open} data-cell="flight" onClick={() => setOpen(true)}>
            {flightOf(state.shown)}
          </button>
          <CellIssue issue={state.issueAt("startDay") ?? state.issueAt("endDay")} />
        </td>
        <td>
          <PacingCell state={state} disabled={disabled} />
        </td>
        <td className={styles.end}>
          <BidCell state={state} disabled={disabled || row.locks.bid !== null} />
        </td>
        <td className={`${styles.end} nowrap`}>{row.impressions?.toLocaleString("en-US") ?? "–"}</td>
        <td>
          <button type="button" className={styles.open} data-cell="targeting" onClick={() => setOpen(true)}>
            {targetingOf(state.shown, plan.campaign.draft)}
          </button>
          <CellIssue issue={state.issueAt("countries") ?? state.issueAt("deviceTypes")} />
        </td>
        <td>
          <RowState state={state} />
          <PackageDialog
            open={open}
            onClose={() => setOpen(false)}
            state={state}
            seller={seller}
            draft={plan.campaign.draft}
            disabled={disabled}
          />
        </td>
      </tr>
      {state.state.conflicts.length > 0 && (
        <tr>
          <td colSpan={10}>
            <ConflictNotice
              state={state.state}
              labels={packageLabels}
              onKeep={(mine) => state.autosave.resolve(mine)}
            />
          </td>
        </tr>
      )}
    </>
  );
}

type CellProps = { readonly state: PackageRowState; readonly disabled: boolean };

function PricingCell({ state, disabled }: CellProps) {
  const { row, shown, edit, issueAt } = state;
  const issue = issueAt("pricingOptionId");
  return (
    <>
      <select
        className={styles.list}
        data-cell="pricing"
        aria-label={`Pricing of ${row.name}`}
        aria-invalid={issue !== undefined}
        disabled={disabled}
        value={textOf(shown.pricingOptionId)}
        onChange={(event) => edit("pricingOptionId", event.currentTarget.value)}
      >
        {row.pricingOptions.map((option) => (
          <option key={option.pricingOptionId} value={option.pricingOptionId}>
            {`${option.currency} ${modelWord(option.pricingModel)} ${
              option.fixedPriceMicros === null
                ? "auction"
                : formatAmount({ micros: option.fixedPriceMicros, currency: option.currency })
            }`}
          </option>
        ))}
      </select>
      <CellIssue issue={issue} />
    </>
  );
}

function PacingCell({ state, disabled }: CellProps) {
  const { row, shown, edit, issueAt } = state;
  return (
    <>
      <select
        className={styles.list}
        data-cell="pacing"
        aria-label={`Pacing of ${row.name}`}
        disabled={disabled}
        value={textOf(shown.pacing)}
        onChange={(event) => edit("pacing", event.currentTarget.value)}
      >
        {pacings.map((pacing) => (
          <option key={pacing} value={pacing}>
            {pacingWords[pacing]}
          </option>
        ))}
      </select>
      <CellIssue issue={issueAt("pacing")} />
    </>
  );
}
