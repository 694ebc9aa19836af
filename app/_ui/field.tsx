import type { CSSProperties, ReactNode } from "react";
import styles from "./field.module.css";

/** What every field may have around it. */
export type FieldLook = {
  readonly label?: ReactNode;
  readonly description?: ReactNode;
  /** Why it cannot stay as it is; null, undefined or "" when nothing is wrong. */
  readonly error?: ReactNode;
  /** Of the whole field, not of the control in it. */
  readonly className?: string | undefined;
  readonly style?: CSSProperties | undefined;
};

type FieldProps = FieldLook & {
  /** Of the control. */
  readonly id: string;
  readonly required?: boolean | undefined;
  readonly children: ReactNode;
};

/** Label above, control, then what explains it and what is wrong with it. */
export function Field({ id, label, description, error, required, className, style, children }: FieldProps) {
  return (
    <div className={className ? `${styles.field} ${className}` : styles.field} style={style}>
      {label && (
        <label className={styles.label} htmlFor={id}>
          {label}
          {required && (
            <span className={styles.star} aria-hidden="true">
              {" *"}
            </span>
          )}
        </label>
      )}
      {children}
      <FieldNotes id={id} description={description} error={error} />
    </div>
  );
}

/** What explains the control with this id, and what is wrong with it; `describedBy` ties them to it. */
export function FieldNotes({ id, description, error }: Pick<FieldProps, "id" | "description" | "error">) {
  return (
    <>
      {description && (
        <p id={`${id}-description`} className={styles.description}>
          {description}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className={styles.error}>
          {error}
        </p>
      )}
    </>
  );
}

/** What the control of a field says of itself to assistive technology; `other`: an id that describes it besides. */
export function describedBy(id: string, { description, error }: FieldLook, other: string | undefined) {
  const ids = [error ? `${id}-error` : "", description ? `${id}-description` : "", other ?? ""].filter(Boolean);
  return {
    ...(ids.length > 0 ? { "aria-describedby": ids.join(" ") } : {}),
    ...(error ? { "aria-invalid": true } : {}),
  } as const;
}
