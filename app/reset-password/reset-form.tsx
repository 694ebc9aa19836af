"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { BusyButton } from "@/app/_ui/busy-button";
import { PasswordInput } from "@/app/_ui/password-input";
import { useIsAlive } from "@/app/_ui/use-is-alive";
import styles from "../sign-in/sign-in.module.css";

export function ResetForm({ token }: { readonly token: string }) {
  const isAlive = useIsAlive();
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state === "busy") return;
    const newPassword = String(new FormData(event.currentTarget).get("password") ?? "");
    setState("busy");
    const answer = await askAuth("reset", (client, onError) =>
      client.resetPassword({ newPassword, token }, { onError }),
    );
    setProblem(answer.problem);
    setState(answer.problem === null ? "done" : "idle");
  };
  if (state === "done") {
    return (
      <>
        <p role="status">Your password is set. Whoever was signed in with the old one is out.</p>
        <Link href="/sign-in">Sign in</Link>
      </>
    );
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <PasswordInput
        label="New password"
        description="At least 10 characters; three or four words are easy to keep"
        name="password"
        autoComplete="new-password"
        error={problem}
      />
      <BusyButton type="submit" look="primary" busy={state === "busy"} busyLabel="Saving…" disabled={!isAlive}>
        Set the password
      </BusyButton>
    </form>
  );
}
