"use client";

import { useSuspenseQuery } from "@tanstack/react-query";
import { useTRPC } from "@/app/_trpc/client";
import { Age } from "@/app/_ui/date";
import { EmptyState } from "@/app/_ui/empty";
import { Section } from "@/app/_ui/section";
import styles from "./outbox.module.css";

/** The newest letters: to read where no mail server carries them, else whether they have left. */
export function Outbox() {
  const { data: letters } = useSuspenseQuery(useTRPC().members.outbox.queryOptions());
  return (
    <Section title="Letters" hint="invitations and password links, the newest first" flush>
      {letters.length === 0 && <EmptyState title="No letters yet" text="What the desk writes to members shows here." />}
      {letters.map((letter) => (
        <details key={letter.id} className={styles.letter}>
          <summary>
            <span className="b">{letter.subject}</span> to {letter.to}{" "}
            <span className="sm dim">
              <Age instant={letter.createdAt} />, {standing(letter)}
            </span>
          </summary>
          <pre className={styles.text}>
            {letter.text ?? "It went to its addressee; what it says is for them alone."}
          </pre>
        </details>
      ))}
    </Section>
  );
}

type Letter = { readonly sentAt: string | null; readonly lastError: string | null; readonly text: string | null };

function standing({ sentAt, lastError, text }: Letter): string {
  if (sentAt !== null) return "sent";
  if (lastError !== null) return `not sent yet: ${lastError}`;
  return text === null ? "on its way" : "not sent, because no mail server is set up: hand it over yourself";
}
