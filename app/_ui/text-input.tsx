import { type ComponentProps, type ReactNode, useId } from "react";
import { describedBy, Field, type FieldLook } from "./field";
import styles from "./field.module.css";

type TextInputProps = FieldLook &
  Omit<ComponentProps<"input">, keyof FieldLook | "size"> & {
    /** Inside the field, before or after what is typed; px wide (default 30). */
    readonly leftSection?: ReactNode;
    readonly leftSectionWidth?: number | undefined;
    readonly rightSection?: ReactNode;
    readonly rightSectionWidth?: number | undefined;
  };

/** One line of text with its label, explanation and error. */
export function TextInput(props: TextInputProps) {
  const { label, description, error, className, style, id: given, "aria-describedby": other, ...rest } = props;
  const { leftSection, leftSectionWidth = 30, rightSection, rightSectionWidth = 30, ...input } = rest;
  const ownId = useId();
  const id = given ?? ownId;
  const look = { label, description, error, className, style };
  return (
    <Field {...look} id={id} required={input.required}>
      <div className={styles.box}>
        {leftSection && (
          <span className={`${styles.left} ${styles.still}`} style={{ width: leftSectionWidth }}>
            {leftSection}
          </span>
        )}
        <input
          type="text"
          {...input}
          {...describedBy(id, look, other)}
          id={id}
          className={styles.control}
          style={{
            ...(leftSection ? { paddingLeft: leftSectionWidth } : {}),
            ...(rightSection ? { paddingRight: rightSectionWidth } : {}),
          }}
        />
        {rightSection && (
          <span className={`${styles.right} ${styles.still}`} style={{ width: rightSectionWidth }}>
            {rightSection}
          </span>
        )}
      </div>
    </Field>
  );
}
