"use client";

import { type ComponentProps, useId, useState } from "react";
import { describedBy, Field, type FieldLook } from "./field";
import styles from "./field.module.css";

type PasswordInputProps = FieldLook & Omit<ComponentProps<"input">, keyof FieldLook | "size" | "type">;

/** A secret that is typed; a pointer can look at it, assistive technology need not. */
export function PasswordInput(props: PasswordInputProps) {
  const { label, description, error, className, style, id: given, "aria-describedby": other, ...input } = props;
  const [shown, setShown] = useState(false);
  const ownId = useId();
  const id = given ?? ownId;
  const look = { label, description, error, className, style };
  return (
    <Field {...look} id={id} required={input.required}>
      <div className={styles.box}>
        <input
          {...input}
          {...describedBy(id, look, other)}
          id={id}
          type={shown ? "text" : "password"}
          className={styles.control}
          style={{ paddingRight: 44 }}
        />
        <span className={styles.right} style={{ width: 44 }}>
          <button
            type="button"
            className={styles.eye}
            style={{ width: 40 }}
            tabIndex={-1}
            aria-hidden="true"
            onClick={() => setShown(!shown)}
          >
            {shown ? "Hide" : "Show"}
          </button>
        </span>
      </div>
    </Field>
  );
}
