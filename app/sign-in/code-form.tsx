"use client";

import { type FormEvent, useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { BusyButton } from "@/app/_ui/busy-button";
import { Button } from "@/app/_ui/button";
import { TextInput } from "@/app/_ui/text-input";
import styles from "./sign-in.module.css";

type CodeFormProps = { readonly onDone: (userId: string) => void; readonly onAgain: () => void };

/** The second step of signing in: the code that the authenticator app shows now, or one of the recovery codes. */
export function CodeForm({ onDone, onAgain }: CodeFormProps) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [isRecovery, setRecovery] = useState(false);
  const switchOver = () => {
    setRecovery(!isRecovery);
    setProblem(null);
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const code = String(new FormData(event.currentTarget).get("code") ?? "").trim();
    setBusy(true);
    const answer = await askAuth(isRecovery ? "recovery" : "code", (client, onError) =>
      isRecovery
        ? client.twoFactor.verifyBackupCode({ code }, { onError })
        : client.twoFactor.verifyTotp({ code: code.replaceAll(/\s/g, "") }, { onError }),
    );
    if (answer.problem === null) return onDone(answer.data.user.id);
    setProblem(answer.problem);
    setBusy(false);
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <TextInput
        key={String(isRecovery)}
        label={isRecovery ? "Recovery code" : "Code from your authenticator app"}
        name="code"
        autoFocus
        inputMode={isRecovery ? "text" : "numeric"}
        autoComplete={isRecovery ? "off" : "one-time-code"}
        error={problem}
      />
      <BusyButton type="submit" look="primary" busy={busy} busyLabel="Checking…">
        Sign in
      </BusyButton>
      <Button variant="subtle" onClick={switchOver}>
        {isRecovery ? "Use the authenticator app" : "Use a recovery code"}
      </Button>
      <Button variant="subtle" onClick={onAgain}>
        Start again
      </Button>
    </form>
  );
}
