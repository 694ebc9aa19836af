"use client";

import { type FormEvent, useState } from "react";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { useNow } from "@/app/_ui/date";
import { DayInput } from "@/app/_ui/day-input";
import { DialogButtons } from "@/app/_ui/dialog";
import { BeforeAfter } from "@/app/_ui/diff";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { Amount } from "@/app/_ui/money";
import { NativeSelect } from "@/app/_ui/native-select";
import { ReasonField } from "@/app/(desk)/_changes/reason-field";
import type { MediaBuyView, PackageView } from "@/server/api/views/media-buy-view";
import { EditConflicts } from "./edit-conflicts";
import { type Edits, editInput, hasBegun, isEmptyEdit, totalAfter } from "./edits";
import styles from "./media-buy.module.css";
import { ReportsField } from "./reports-field";
import { useEdits } from "./use-edits";
import { useStageEdit } from "./use-stage-edit";

type FormProps = { readonly buy: MediaBuyView; readonly onDone: () => void };

/** Budgets, bids, pacing and the last day in one edit; only what differs is sent. */
export default function EditForm({ buy, onDone }: FormProps) {
  const [problems, setProblems] = useState<Readonly<Record<string, boolean>>>({});
  const stage = useStageEdit(onDone);
  const refusal = refusalOf(stage.error);
  const { edits, setEdits, conflicts, take } = useEdits(buy, refusal?.code ?? null);
  const input = editInput(buy, edits);
  const after = totalAfter(buy, edits);
  const begun = hasBegun(buy.startAt, useNow() ?? 0);
  const lastDayMissing = edits.endDay === null && buy.endAt !== null;
  const invalid = lastDayMissing || Object.values(problems).some(Boolean);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!invalid && !isEmptyEdit(input)) stage.stage(input);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <EditConflicts buy={buy} conflicts={conflicts} onTake={take} />
      <DayInput
        label={`First day (${buy.timeZone})`}
        day={edits.startDay}
        disabled={begun || buy.allowed.updateDates !== null}
        description={begun ? "The flight has begun; its start cannot move" : (buy.allowed.updateDates ?? undefined)}
        error={refusal?.fields.startDay}
        onDay={(startDay) => setEdits({ ...edits, startDay })}
      />
      <DayInput
        label={`Last day (${buy.timeZone})`}
        day={edits.endDay}
        disabled={buy.allowed.updateDates !== null}
        description={buy.allowed.updateDates ?? "The flight ends with this day"}
        error={lastDayMissing ? "Enter the last day" : refusal?.fields.endDay}
        onDay={(endDay) => setEdits({ ...edits, endDay })}
      />
      {buy.packages
        .filter((item) => !item.canceledAt)
        .map((item) => (
          <PackageFields
            key={item.id}
            item={item}
            edits={edits}
            disabled={buy.allowed.updateBudget !== null}
            lock={buy.allowed.updatePackages}
            fields={refusal?.fields ?? {}}
            onEdits={setEdits}
            onProblem={(name, problem) => setProblems((known) => ({ ...known, [name]: problem }))}
          />
        ))}
      <ReportsField
        mediaBuyId={buy.id}
        frequency={edits.reports}
        error={refusal?.fields.reportingWebhook}
        onFrequency={(reports) => setEdits({ ...edits, reports })}
      />
      <p>
        Total{" "}
        <BeforeAfter
          before={<Amount micros={buy.totalMicros} currency={buy.currency} />}
          after={<Amount micros={after} currency={buy.currency} />}
          delta={<Amount micros={after - buy.totalMicros} currency={buy.currency} signed />}
        />
      </p>
      <ReasonField
        reason={edits.reason}
        onReason={(reason) => setEdits({ ...edits, reason })}
        error={refusal?.fields.reason}
      />
      {refusal && (
        <Failure title="Nothing was sent" code={refusal.code} message={refusal.message} requestId={refusal.requestId} />
      )}
      <DialogButtons>
        <Button onClick={onDone}>Cancel</Button>
        <BusyButton
          type="submit"
          look="primary"
          busy={stage.isPending}
          busyLabel="Sending…"
          disabled={invalid || isEmptyEdit(input)}
        >
          Send the change
        </BusyButton>
      </DialogButtons>
    </form>
  );
}

type PackageFieldsProps = {
  readonly item: PackageView;
  readonly edits: Edits;
  readonly disabled: boolean;
  /** Why pacing and bid cannot change. */
  readonly lock: string | null;
  readonly fields: Readonly<Record<string, string>>;
  readonly onEdits: (edits: Edits) => void;
  readonly onProblem: (name: string, problem: boolean) => void;
};

function PackageFields({ item, edits, disabled, lock, fields, onEdits, onProblem }: PackageFieldsProps) {
  const values = edits.packages[item.id];
  if (!values) return null;
  const set = (change: Partial<typeof values>) =>
    onEdits({ ...edits, packages: { ...edits.packages, [item.id]: { ...values, ...change } } });
  const path = `packages.${item.id}`;
  const bidMissing = values.bidMicros === null && item.bidMicros !== null;
  return (
    <fieldset className={styles.packageForm}>
      <legend>{item.name}</legend>
      <AmountInput
        label="Budget"
        currency={item.currency}
        micros={values.budgetMicros}
        disabled={disabled}
        error={values.budgetMicros === null ? "Enter a budget" : fields[`${path}.budgetMicros`]}
        onAmount={({ micros, problem }) => {
          onProblem(`${path}.budget`, problem !== null || micros === null);
          set({ budgetMicros: micros });
        }}
      />
      <NativeSelect
        label="Pacing"
        value={values.pacing}
        disabled={lock !== null}
        description={lock ?? undefined}
        error={fields[`${path}.pacing`]}
        data={[
          { value: "even", label: "even" },
          { value: "asap", label: "asap" },
          { value: "front_loaded", label: "front loaded" },
        ]}
        onChange={(event) => set({ pacing: event.currentTarget.value })}
      />
      {item.pricing.fixedPriceMicros === null && (
        <AmountInput
          label="Bid"
          currency={item.currency}
          digits={6}
          micros={values.bidMicros}
          disabled={lock !== null}
          description={lock ?? undefined}
          error={bidMissing ? "Enter a bid" : fields[`${path}.bidMicros`]}
          onAmount={({ micros, problem }) => {
            onProblem(`${path}.bid`, problem !== null || (micros === null && item.bidMicros !== null));
            set({ bidMicros: micros });
          }}
        />
      )}
    </fieldset>
  );
}
