"use client";

import { Brand } from "@/app/_ui/brand";
import styles from "../sign-in/sign-in.module.css";
import { SetUpSecondFactor } from "./second-factor";

/** Instead of the desk, for somebody whose organisation asks for a second factor that they have not set up yet. */
export function SecondFactorFirst({ name }: { readonly name: string }) {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Brand />
        <h1>One more step, {name}</h1>
        <p>Your organisation asks everybody for a second factor. It takes a minute and an authenticator app.</p>
        <SetUpSecondFactor onDone={() => window.location.reload()} />
      </div>
    </main>
  );
}
