"use client";

import { useState } from "react";
import { toDecimal } from "@/server/domain/money";
import { type AmountText, readAmount } from "./amount-text";
import styles from "./money.module.css";
import { TextInput } from "./text-input";

type AmountInputProps = {
  readonly label: string;
  /** The label stays for screen readers where a column header already says it. */
  readonly hideLabel?: boolean | undefined;
  readonly currency: string;
  readonly micros: bigint | null;
  /** Called on every keystroke; `problem` is set when the text is no amount (then nothing should be saved). */
  readonly onAmount: (amount: AmountText) => void;
  /** The server's word about this field. */
  readonly error?: string | null | undefined;
  /** Decimals allowed; default the currency's own. Bids may have up to 6. */
  readonly digits?: number | undefined;
  readonly description?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
};

/** Decimal text in, micros out; what was typed stays as it was typed, unless `micros` is changed from outside. */
export function AmountInput(props: AmountInputProps) {
  const { label, hideLabel, currency, micros, onAmount, error, digits, description, required, disabled, name } = props;
  const [typed, setTyped] = useState<Typed>({ text: textOf(micros, currency), given: micros, read: micros });
  if (micros !== typed.given) {
    const ours = micros === typed.read;
    setTyped({ text: ours ? typed.text : textOf(micros, currency), given: micros, read: micros });
  }
  const change = (text: string) => {
    const amount = readAmount(text, currency, digits);
    setTyped({ text, given: typed.given, read: amount.micros });
    onAmount(amount);
  };
  return (
    <TextInput
      {...(hideLabel ? { "aria-label": `${label}, ${currency}` } : { label })}
      {...(name ? { name } : {})}
      className={styles.input ?? ""}
      description={description}
      required={required ?? false}
      disabled={disabled ?? false}
      inputMode="decimal"
      autoComplete="off"
      value={typed.text}
      error={readAmount(typed.text, currency, digits).problem ?? error ?? undefined}
      onChange={(event) => change(event.currentTarget.value)}
      rightSection={<span className="dim sm">{currency}</span>}
      rightSectionWidth={44}
    />
  );
}

/** `given`: the prop the text was last matched with; `read`: what the text itself says. */
type Typed = { readonly text: string; readonly given: bigint | null; readonly read: bigint | null };

function textOf(micros: bigint | null, currency: string): string {
  return micros === null ? "" : toDecimal({ micros, currency });
}
