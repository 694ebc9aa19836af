"use client";

import Link from "next/link";
import { Failure } from "@/app/_ui/failure";
import { Section } from "@/app/_ui/section";
import type { AccountState } from "./account-state";
import { countWords, number } from "./count-words";
import styles from "./media-buys.module.css";

type Adoption = NonNullable<AccountState["adoption"]>;

/** The last taking over: how far it is, and the campaigns it went into. */
export function AdoptionPanel({ adoption }: { readonly adoption: Adoption }) {
  const { state, chosen, done, skipped } = adoption;
  return (
    <Section title="Taking over" hint={`started by ${adoption.startedByName}`}>
      {state === "running" && (
        <div className={styles.progress}>
          <progress aria-label="Media buys taken over" value={done + skipped} max={Math.max(1, chosen)} />
          <p>
            <span className="b num">{number(done)}</span> of {countWords(chosen, "media buy")} taken over
          </p>
        </div>
      )}
      {state === "failed" && (
        <Failure
          title={`Taking over stopped after ${countWords(done, "media buy")}`}
          message={adoption.errorMessage}
          suggestion="What was taken over stays. Choose the others again to go on."
        />
      )}
      {state === "done" && (
        <p>
          {countWords(done, "media buy")} taken over
          {adoption.campaigns > 0 && <>, {countWords(adoption.campaigns, "campaign")} made</>}
          {skipped > 0 && (
            <>; {number(skipped)} left out, because they were here already or may just be being made here</>
          )}
          .
        </p>
      )}
      <IntoCampaigns adoption={adoption} />
    </Section>
  );
}

function IntoCampaigns({ adoption: { intoCampaigns, campaigns } }: { readonly adoption: Adoption }) {
  if (intoCampaigns.length === 0) return null;
  const more = campaigns - intoCampaigns.length;
  return (
    <p className={styles.links}>
      {intoCampaigns.map(({ id, name }) => (
        <Link key={id} href={`/campaigns/${id}`}>
          {name}
        </Link>
      ))}
      {more > 0 && <Link href="/campaigns">and {number(more)} more</Link>}
    </p>
  );
}
