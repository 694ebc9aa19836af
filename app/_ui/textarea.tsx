import { type ComponentProps, useId } from "react";
import { describedBy, Field, type FieldLook } from "./field";
import styles from "./field.module.css";

type TextareaProps = FieldLook &
  Omit<ComponentProps<"textarea">, keyof FieldLook> & {
    /** Grows with its text from `rows` up to so many, where the browser can. */
    readonly maxRows?: number | undefined;
  };

/** Several lines of text with their label, explanation and error. */
export function Textarea(props: TextareaProps) {
  const { label, description, error, className, style, id: given, "aria-describedby": other, maxRows, ...rest } = props;
  const ownId = useId();
  const id = given ?? ownId;
  const look = { label, description, error, className, style };
  const height = (rows: number) => `calc(${rows} * 1.45em + 12px)`;
  return (
    <Field {...look} id={id} required={rest.required}>
      <textarea
        {...rest}
        {...describedBy(id, look, other)}
        id={id}
        className={maxRows ? `${styles.control} ${styles.grows}` : styles.control}
        style={maxRows ? { minHeight: height(rest.rows ?? 2), maxHeight: height(maxRows) } : undefined}
      />
    </Field>
  );
}
