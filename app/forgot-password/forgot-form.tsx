"use client";

import Link from "next/link";
import { type FormEvent, useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { BusyButton } from "@/app/_ui/busy-button";
import { TextInput } from "@/app/_ui/text-input";
import { useIsAlive } from "@/app/_ui/use-is-alive";
import styles from "../sign-in/sign-in.module.css";

export function ForgotForm() {
  const isAlive = useIsAlive();
  const [state, setState] = useState<"idle" | "busy" | "sent">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state === "busy") return;
    const email = String(new FormData(event.currentTarget).get("email") ?? "").trim();
    if (email === "") return setProblem("Enter the email that you sign in with.");
    setState("busy");
    const answer = await askAuth("sign-in", (client, onError) => client.requestPasswordReset({ email }, { onError }));
    setProblem(answer.problem);
    setState(answer.problem === null ? "sent" : "idle");
  };
  if (state === "sent") {
    return (
      <>
        <p role="status">
          If there is an account for this address, a letter with a link is on its way. The link works for an hour.
        </p>
        <Link href="/sign-in">Back to sign-in</Link>
      </>
    );
  }
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <TextInput label="Email" type="email" name="email" autoComplete="username" error={problem} />
      <BusyButton type="submit" look="primary" busy={state === "busy"} busyLabel="Asking…" disabled={!isAlive}>
        Send me a link
      </BusyButton>
      <Link href="/sign-in" className="sm">
        Back to sign-in
      </Link>
    </form>
  );
}
