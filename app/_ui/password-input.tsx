"use client";

import { type ComponentProps, useState } from "react";
import styles from "./field.module.css";
import { TextInput } from "./text-input";

type PasswordInputProps = Omit<
  ComponentProps<typeof TextInput>,
  "type" | "rightSection" | "rightSectionWidth" | "leftSection" | "leftSectionWidth"
>;

/** A secret that is typed; a pointer can look at it, assistive technology need not. */
export function PasswordInput(props: PasswordInputProps) {
  const [shown, setShown] = useState(false);
  const eye = (
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
  );
  return <TextInput {...props} type={shown ? "text" : "password"} rightSection={eye} rightSectionWidth={44} />;
}
