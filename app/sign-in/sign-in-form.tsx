"use client";

import Link from "next/link";
import { type FormEvent, useRef, useState } from "react";
import { askAuth } from "@/app/_auth/ask-auth";
import { BusyButton } from "@/app/_ui/busy-button";
import { TextInput } from "@/app/_ui/text-input";
import { useIsAlive } from "@/app/_ui/use-is-alive";
import { CodeForm } from "./code-form";
import type { DemoPerson } from "./demo-people";
import { forgetOthers } from "./forget-others";
import styles from "./sign-in.module.css";

type SignInFormProps = { readonly returnTo: string; readonly people: readonly DemoPerson[] };

/** The fields keep their own text, so that what is typed or filled in before the page has come alive stays. */
export function SignInForm({ returnTo, people }: SignInFormProps) {
  const form = useRef<HTMLFormElement>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [wantsCode, setWantsCode] = useState(false);
  const isAlive = useIsAlive();

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (busy) return;
    const typed = new FormData(event.currentTarget);
    const email = String(typed.get("email") ?? "").trim();
    const password = String(typed.get("password") ?? "");
    if (email === "" || password === "") {
      setProblem("Enter your email and your password.");
      return;
    }
    setBusy(true);
    setProblem(null);
    const { data, problem: refused } = await askAuth("sign-in", (client, onError) =>
      client.signIn.email({ email, password }, { onError }),
    );
    if (refused === null && !("twoFactorRedirect" in data)) {
      enter(data.user.id, returnTo);
      return;
    }
    setWantsCode(refused === null);
    setProblem(refused);
    setBusy(false);
  };
  if (wantsCode) return <CodeForm onAgain={() => setWantsCode(false)} onDone={(userId) => enter(userId, returnTo)} />;

  return (
    <form ref={form} method="post" onSubmit={submit} noValidate className={styles.form}>
      <TextInput
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        aria-describedby={problem ? "sign-in-problem" : undefined}
      />
      <TextInput
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        aria-describedby={problem ? "sign-in-problem" : undefined}
      />
      <p role="alert" id="sign-in-problem" className={styles.problem}>
        {problem}
      </p>
      <BusyButton type="submit" look="primary" busy={busy} busyLabel="Signing in…" disabled={!isAlive}>
        Sign in
      </BusyButton>
      <Link href="/forgot-password" className="sm">
        Forgot your password?
      </Link>
      {people.length > 0 && (
        <DemoPeople
          people={people}
          onPick={(person) => {
            if (form.current) fillIn(form.current, person);
            setProblem(null);
          }}
        />
      )}
    </form>
  );
}

/** A full load, so that nothing of an earlier session stays in memory. */
function enter(userId: string, returnTo: string): void {
  try {
    forgetOthers(userId, window.localStorage);
  } catch {
    // Storage is forbidden here: then nobody left anything.
  }
  window.location.assign(returnTo);
}

function fillIn(form: HTMLFormElement, person: DemoPerson): void {
  for (const name of ["email", "password"] as const) {
    const field = form.elements.namedItem(name);
    if (field instanceof HTMLInputElement) field.value = person[name];
  }
}

type DemoPeopleProps = { readonly people: readonly DemoPerson[]; readonly onPick: (person: DemoPerson) => void };

function DemoPeople({ people, onPick }: DemoPeopleProps) {
  return (
    <div className={styles.demo}>
      <h2>Demo users</h2>
      <p className="sm dim">Choose one to fill in the form.</p>
      <ul>
        {people.map((person) => (
          <li key={person.role}>
            <button type="button" onClick={() => onPick(person)}>
              <span className="b">{person.role}</span> <span className="dim">{person.purpose}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
