import { type ComponentProps, useId } from "react";
import { describedBy, Field, type FieldLook } from "./field";
import styles from "./field.module.css";

type Choice = string | { readonly value: string; readonly label: string; readonly disabled?: boolean | undefined };

type NativeSelectProps = FieldLook &
  Omit<ComponentProps<"select">, keyof FieldLook | "size"> & {
    /** Left out when the options are given as children. */
    readonly data?: readonly Choice[] | undefined;
  };

/** The browser's own choice of one. */
export function NativeSelect(props: NativeSelectProps) {
  const { label, description, error, className, style, id: given, "aria-describedby": other, ...rest } = props;
  const { data, children, ...select } = rest;
  const ownId = useId();
  const id = given ?? ownId;
  const look = { label, description, error, className, style };
  return (
    <Field {...look} id={id} required={select.required}>
      <div className={styles.box}>
        <select {...select} {...describedBy(id, look, other)} id={id} className={styles.control}>
          {children ?? data?.map(toOption)}
        </select>
        <span className={`${styles.right} ${styles.still}`} style={{ width: 30 }}>
          <svg viewBox="0 0 15 15" width="14" height="14" fill="none" stroke="currentColor" aria-hidden="true">
            <path d="m4.5 5.5 3-3 3 3m-6 4 3 3 3-3" strokeLinecap="round" strokeLinejoin="round" />
          </svg>
        </span>
      </div>
    </Field>
  );
}

function toOption(choice: Choice) {
  const { value, label, disabled } =
    typeof choice === "string" ? { value: choice, label: choice, disabled: false } : choice;
  return (
    <option key={value} value={value} disabled={disabled}>
      {label}
    </option>
  );
}
