"use client";

import { Brand } from "./_ui/brand";
import { Trouble } from "./_ui/trouble";
import styles from "./_ui/trouble.module.css";

export default function RootError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <main className={styles.alone}>
      <Brand />
      <Trouble requestId={error.digest ?? null} retry={reset} />
    </main>
  );
}
