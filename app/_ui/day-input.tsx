"use client";

import { TextInput } from "./text-input";

type DayInputProps = {
  readonly id?: string | undefined;
  readonly label: string;
  readonly hideLabel?: boolean | undefined;
  /** YYYY-MM-DD, or null when no day is chosen. */
  readonly day: string | null;
  readonly onDay: (day: string | null) => void;
  readonly error?: string | null | undefined;
  readonly description?: string | undefined;
  readonly min?: string | undefined;
  readonly max?: string | undefined;
  readonly required?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly name?: string | undefined;
};

/** A calendar day in the browser's own date field: typed or picked, always YYYY-MM-DD outside. */
export function DayInput(props: DayInputProps) {
  const { id, label, hideLabel, day, onDay, error, description, min, max, required, disabled, name } = props;
  return (
    <TextInput
      type="date"
      {...(id ? { id } : {})}
      {...(hideLabel ? { "aria-label": label } : { label })}
      {...(name ? { name } : {})}
      {...(min ? { min } : {})}
      max={max ?? "9999-12-31"}
      description={description}
      required={required ?? false}
      disabled={disabled ?? false}
      value={day ?? ""}
      error={error ?? undefined}
      onChange={(event) => onDay(event.currentTarget.value === "" ? null : event.currentTarget.value)}
    />
  );
}
