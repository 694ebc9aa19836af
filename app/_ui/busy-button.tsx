"use client";

import type { MouseEvent, ReactNode } from "react";
import styles from "./busy.module.css";
import { Button } from "./button";

type BusyButtonProps = {
  /** The server has not answered yet: the button says so, keeps the focus and ignores presses. */
  readonly busy: boolean;
  /** What is being done: "Sending…". Never the past tense before the server said so. */
  readonly busyLabel: string;
  readonly onClick?: (() => void) | undefined;
  readonly type?: "button" | "submit" | undefined;
  /** primary: the one thing to do next. stop: ends or rejects something. */
  readonly look?: "primary" | "stop" | "plain" | undefined;
  readonly disabled?: boolean | undefined;
  /** Why it is disabled, for a pointer that rests on it. */
  readonly title?: string | undefined;
  readonly children: ReactNode;
};

/** A button that answers a press at once and is done only when the server is. */
export function BusyButton({ busy, busyLabel, onClick, type, look, disabled, title, children }: BusyButtonProps) {
  const press = (event: MouseEvent) => {
    if (busy) event.preventDefault();
    else onClick?.();
  };
  return (
    <Button
      type={type ?? "button"}
      variant={look === "primary" ? "filled" : "default"}
      className={look === "stop" ? (styles.stop ?? "") : ""}
      aria-busy={busy}
      aria-disabled={busy || disabled}
      disabled={disabled ?? false}
      {...(title === undefined ? {} : { title })}
      data-busy={busy || undefined}
      leftSection={busy ? <span className={styles.spinner} aria-hidden="true" /> : undefined}
      onClick={press}
    >
      {busy ? busyLabel : children}
    </Button>
  );
}
