"use client";

import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { refusalOf } from "@/app/_ui/field-errors";
import { NativeSelect } from "@/app/_ui/native-select";
import type { PackagePlanView } from "@/server/api/views/package-plan-view";
import { type SplitMode, splitModes } from "@/server/domain/campaign/split-budget";
import styles from "./sheet.module.css";

const modeWords: Record<SplitMode, string> = {
  even: "Evenly",
  minimums: "Minimums first, the rest evenly",
  forecast: "By the sellers' forecasts",
  amounts: "In the ratio of the amounts typed now",
};

/** Splits a total over the packages of one currency, to the smallest unit. */
export function SplitBudget({ plan }: { readonly plan: PackagePlanView }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button onClick={() => setOpen(true)}>Split…</Button>
      <Dialog open={open} onClose={() => setOpen(false)} title="Split the budget">
        <SplitForm plan={plan} onDone={() => setOpen(false)} />
      </Dialog>
    </>
  );
}

function SplitForm({ plan, onDone }: { readonly plan: PackagePlanView; readonly onDone: () => void }) {
  const split = useMutation(useTRPC().packages.split.mutationOptions({ onSuccess: onDone }));
  // A plan's total is split over what counts in it: play money only where there is nothing else.
  const play = plan.totals[0]?.sandbox === true;
  const currencies = plan.totals
    .filter((total) => total.packageCount > 0 && total.sandbox === play)
    .map((total) => total.currency);
  const [mode, setMode] = useState<SplitMode>("even");
  const [currency, setCurrency] = useState(currencies[0] ?? plan.campaign.draft.currency);
  const [typed, setTyped] = useState<bigint | null>(null);
  const { draft } = plan.campaign;
  const total = typed ?? (currency === draft.currency ? draft.totalMicros : null);
  const rows = plan.packages.filter((row) => row.currency === currency && row.sandbox === play && row.locked === null);
  const refusal = refusalOf(split.error);
  const apply = () =>
    split.mutate({
      campaignId: plan.campaign.id,
      mode,
      totalMicros: total,
      rows: rows.map((row) => ({ packageId: row.id, revision: row.revision })),
    });
  return (
    <>
      <div className={styles.pair}>
        <NativeSelect
          label="How"
          data={splitModes.map((value) => ({ value, label: modeWords[value] }))}
          value={mode}
          onChange={(event) => setMode(splitModes.find((one) => one === event.currentTarget.value) ?? "even")}
        />
        {currencies.length > 1 && (
          <NativeSelect
            label="Packages in"
            data={currencies}
            value={currency}
            onChange={(event) => {
              setCurrency(event.currentTarget.value);
              setTyped(null);
            }}
          />
        )}
      </div>
      <AmountInput
        label="Total to split"
        currency={currency}
        micros={total}
        onAmount={({ micros }) => setTyped(micros)}
      />
      <p className="dim sm">
        {rows.length} {rows.length === 1 ? "package" : "packages"} in {currency}; every budget changes or none does.
      </p>
      {refusal && (
        <p className={styles.off} role="alert">
          {refusal.message}
        </p>
      )}
      <DialogButtons>
        <Button onClick={onDone}>Cancel</Button>
        <BusyButton
          look="primary"
          busy={split.isPending}
          busyLabel="Splitting…"
          disabled={total === null || rows.length === 0}
          onClick={apply}
        >
          Split
        </BusyButton>
      </DialogButtons>
    </>
  );
}
