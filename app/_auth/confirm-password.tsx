"use client";

import { type FormEvent, useState } from "react";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { PasswordInput } from "@/app/_ui/password-input";
import styles from "./auth.module.css";

type Answer<T> = { readonly data: T; readonly problem: null } | { readonly data: null; readonly problem: string };
type ConfirmPasswordProps<T> = {
  readonly action: string;
  readonly ask: (password: string) => Promise<Answer<T>>;
  readonly onProved: (data: T) => void;
  readonly onCancel?: () => void;
};

/** A step that one's password has to be given for again. */
export function ConfirmPassword<T>({ action, ask, onProved, onCancel }: ConfirmPasswordProps<T>) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const password = String(new FormData(event.currentTarget).get("password") ?? "");
    setBusy(true);
    const answer = await ask(password);
    setBusy(false);
    setProblem(answer.problem);
    if (answer.problem === null) onProved(answer.data);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <PasswordInput label="Your password" name="password" autoComplete="current-password" error={problem} />
      <div style={{ display: "flex", gap: 8 }}>
        <BusyButton type="submit" look="primary" busy={busy} busyLabel="Checking…">
          {action}
        </BusyButton>
        {onCancel && <Button onClick={onCancel}>Cancel</Button>}
      </div>
    </form>
  );
}
