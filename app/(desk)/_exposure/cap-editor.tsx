"use client";

import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { NativeSelect } from "@/app/_ui/native-select";
import type { CapView, ExposureLine } from "@/server/api/views/exposure-view";
import { currencies } from "@/server/domain/money";
import { CapRow } from "./cap-row";
import styles from "./exposure.module.css";

type CapEditorProps = {
  /** null: the organisation's own. */
  readonly campaignId: string | null;
  /** The currency offered first. */
  readonly home: string;
  readonly lines: readonly ExposureLine[];
  readonly caps: readonly CapView[];
  readonly mayChange: boolean;
  readonly empty: string;
};

/** One row a currency: what may come to be spent, and the most that it may. */
export function CapEditor({ campaignId, home, lines, caps, mayChange, empty }: CapEditorProps) {
  const [added, setAdded] = useState<readonly string[]>([]);
  const known = new Set([...caps.map((cap) => cap.currency), ...lines.map((line) => line.currency), ...added]);
  if (known.size === 0 && mayChange) known.add(home);
  const others = currencies.filter((currency) => !known.has(currency));
  return (
    <div>
      {known.size === 0 && <p className={`dim ${styles.none}`}>{empty}</p>}
      <ul className={styles.checks}>
        {[...known].sort().map((currency) => (
          <li key={currency}>
            <CapRow
              campaignId={campaignId}
              currency={currency}
              lines={lines.filter((line) => line.currency === currency)}
              cap={caps.find((cap) => cap.currency === currency) ?? null}
              mayChange={mayChange}
            />
          </li>
        ))}
      </ul>
      {mayChange && campaignId === null && (
        <AddCurrency currencies={others} onAdd={(one) => setAdded([...added, one])} />
      )}
    </div>
  );
}

type AddCurrencyProps = { readonly currencies: readonly string[]; readonly onAdd: (currency: string) => void };

function AddCurrency({ currencies: choices, onAdd }: AddCurrencyProps) {
  const [currency, setCurrency] = useState(choices[0] ?? "");
  return (
    <div className={styles.addRow}>
      <NativeSelect
        aria-label="Another currency"
        value={currency}
        onChange={(event) => setCurrency(event.currentTarget.value)}
        data={[...choices]}
      />
      <Button onClick={() => onAdd(currency)}>Cap another currency</Button>
    </div>
  );
}
