"use client";

import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { AmountInput } from "@/app/_ui/amount-input";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { lastDayValue } from "@/app/_ui/date-words";
import { DayInput } from "@/app/_ui/day-input";
import { Dialog, DialogButtons } from "@/app/_ui/dialog";
import { Failure } from "@/app/_ui/failure";
import { refusalOf } from "@/app/_ui/field-errors";
import { TextInput } from "@/app/_ui/text-input";
import { Textarea } from "@/app/_ui/textarea";
import type { ChangeView } from "@/server/api/views/change-view";
import styles from "./attention.module.css";
import { notifyStaged } from "./notify-staged";
import { SellerQuestion } from "./seller-question";

type AnswerProps = { readonly change: ChangeView; readonly zone: string; readonly onClose: () => void };

/** What the seller asks about, corrected: goes out as a new request under a new key, the old one is closed. */
export function AnswerDialog({ change, zone, onClose }: AnswerProps) {
  const form = useAnswer(change, zone, onClose);
  const { answer, budgets, refusal } = form;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    form.submit();
  };
  return (
    <Dialog open onClose={onClose} title={`Answer ${change.salesAgent.name}`} width="640px">
      <form onSubmit={submit} noValidate className={styles.form}>
        <SellerQuestion change={change} zone={zone} />
        {budgets.map(({ packageId, label }) => (
          <AmountInput
            key={packageId}
            label={label}
            currency={change.currency ?? "USD"}
            micros={answer.budgets[packageId] ?? null}
            error={refusal?.fields[`budgets.${packageId}`] ?? refusal?.fields[`packages.${packageId}.budgetMicros`]}
            onAmount={({ micros, problem }) => form.setBudget(packageId, micros, problem !== null || micros === null)}
          />
        ))}
        {form.asksEnd && (
          <DayInput
            label={`Last day (${zone})`}
            day={answer.endDay}
            error={refusal?.fields.endDay}
            onDay={(endDay) => form.set({ endDay })}
          />
        )}
        {change.kind === "create_media_buy" && (
          <TextInput
            label="PO number"
            maxLength={100}
            value={answer.poNumber}
            error={refusal?.fields.poNumber}
            onChange={(event) => form.set({ poNumber: event.currentTarget.value })}
          />
        )}
        <Textarea
          label="Note"
          description="For the record and the approver; AdCP has no field that carries it to the seller"
          rows={2}
          maxLength={1000}
          value={answer.note}
          onChange={(event) => form.set({ note: event.currentTarget.value })}
        />
        {refusal && (
          <Failure
            title="Nothing was sent"
            code={refusal.code}
            message={refusal.message}
            requestId={refusal.requestId}
          />
        )}
        <DialogButtons>
          <Button onClick={onClose}>Cancel</Button>
          <BusyButton type="submit" look="primary" busy={form.isPending} busyLabel="Sending…" disabled={form.invalid}>
            Send the corrected request
          </BusyButton>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

type AnswerState = {
  readonly budgets: Readonly<Record<string, bigint | null>>;
  readonly endDay: string | null;
  readonly poNumber: string;
  readonly note: string;
};

function useAnswer(change: ChangeView, zone: string, onClose: () => void) {
  const budgets = budgetFields(change);
  const end = change.fields.find(({ field }) => field === "endAt")?.requested ?? null;
  const [answer, setAnswer] = useState<AnswerState>(() => ({
    budgets: Object.fromEntries(budgets.map((one) => [one.packageId, one.micros])),
    endDay: end && lastDayValue(end, zone),
    poNumber: change.poNumber,
    note: "",
  }));
  const [problems, setProblems] = useState<Readonly<Record<string, boolean>>>({});
  const mutation = useMutation(
    useTRPC().inbox.answer.mutationOptions({
      onSuccess: ({ changeSetId, state }) => {
        notifyStaged({ changeSetId: changeSetId ?? "", state }, "Answered");
        onClose();
      },
    }),
  );
  const invalid = Object.values(problems).some(Boolean);
  const set = (part: Partial<AnswerState>) => setAnswer((known) => ({ ...known, ...part }));
  return {
    answer,
    budgets,
    set,
    setBudget: (id: string, micros: bigint | null, problem: boolean) => {
      setAnswer((known) => ({ ...known, budgets: { ...known.budgets, [id]: micros } }));
      setProblems((known) => ({ ...known, [id]: problem }));
    },
    asksEnd: end !== null,
    invalid,
    isPending: mutation.isPending,
    refusal: refusalOf(mutation.error),
    submit: () => !invalid && !mutation.isPending && mutation.mutate(inputOf(change, answer)),
  };
}

function inputOf(change: ChangeView, { budgets, endDay, poNumber, note }: AnswerState) {
  const given = Object.entries(budgets).flatMap(([id, micros]) => (micros === null ? [] : [[id, micros] as const]));
  const po = change.kind === "create_media_buy" ? { poNumber } : {};
  return { changeId: change.id, budgets: Object.fromEntries(given), endDay, note, ...po };
}

/** The budgets that the request names, by package. */
function budgetFields(change: ChangeView) {
  return change.fields.flatMap(({ field, packageName, requested }) => {
    const [head, packageId = "", name] = field.split(".");
    if (head !== "packages" || name !== "budgetMicros" || requested === null) return [];
    return [{ packageId, label: `Budget of ${packageName ?? "the package"}`, micros: BigInt(requested) }];
  });
}
