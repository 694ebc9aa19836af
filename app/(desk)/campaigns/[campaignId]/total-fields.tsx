"use client";

import { readAmount } from "@/app/_ui/amount-text";
import { NativeSelect } from "@/app/_ui/native-select";
import { TextInput } from "@/app/_ui/text-input";
import { currencies } from "@/server/domain/money";
import styles from "./plan.module.css";
import { planLabels, textOf } from "./plan-fields";
import type { PlanAutosave } from "./use-plan-autosave";

/** Total and currency; the text stays as it was typed, readable or not. */
export function TotalFields({ plan }: { readonly plan: PlanAutosave }) {
  const { shown, state, edit } = plan;
  const total = textOf(shown.totalMicros);
  const currency = textOf(shown.currency);
  const problem = readAmount(total, currency).problem;
  return (
    <div className={styles.total}>
      <TextInput
        id="totalMicros"
        label={planLabels.totalMicros}
        inputMode="decimal"
        autoComplete="off"
        value={total}
        error={problem ?? state.errors.totalMicros ?? undefined}
        onChange={(event) => edit("totalMicros", event.currentTarget.value)}
      />
      <NativeSelect
        id="currency"
        label={planLabels.currency}
        data={[...currencies]}
        value={currency}
        error={state.errors.currency ?? undefined}
        onChange={(event) => edit("currency", event.currentTarget.value)}
      />
    </div>
  );
}
