"use client";

import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import styles from "@/app/_auth/auth.module.css";
import { useTRPC } from "@/app/_trpc/client";
import { BusyButton } from "@/app/_ui/busy-button";
import { PasswordInput } from "@/app/_ui/password-input";

export function PasswordForm() {
  const queries = useQueryClient();
  const trpc = useTRPC();
  const [state, setState] = useState<"idle" | "busy" | "done">("idle");
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state === "busy") return;
    const form = event.currentTarget;
    const typed = new FormData(form);
    const [currentPassword, newPassword] = [String(typed.get("current") ?? ""), String(typed.get("new") ?? "")];
    setState("busy");
    const answer = await askAuth("password", (client, onError) =>
      client.changePassword({ currentPassword, newPassword, revokeOtherSessions: true }, { onError }),
    );
    setProblem(answer.problem);
    setState(answer.problem === null ? "done" : "idle");
    if (answer.problem !== null) return;
    form.reset();
    await queries.invalidateQueries(trpc.account.sessions.queryFilter());
  };
  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <PasswordInput label="Current password" name="current" autoComplete="current-password" />
      <PasswordInput
        label="New password"
        description="At least 10 characters"
        name="new"
        autoComplete="new-password"
        error={problem}
      />
      <div>
        <BusyButton type="submit" busy={state === "busy"} busyLabel="Changing…">
          Change the password
        </BusyButton>
      </div>
      <p role="status">{state === "done" ? "The password is changed; other devices are signed out." : ""}</p>
    </form>
  );
}
