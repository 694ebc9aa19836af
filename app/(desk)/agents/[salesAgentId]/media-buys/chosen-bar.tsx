"use client";

import { useState } from "react";
import { Button } from "@/app/_ui/button";
import { countWords, number } from "./count-words";
import styles from "./media-buys.module.css";
import { TakeOverDialog } from "./take-over-dialog";
import { type Filter, mostNamed, type Ticks } from "./use-ticks";

type ChosenBarProps = {
  readonly accountId: string;
  readonly sellerName: string;
  readonly ticks: Ticks;
  readonly filter: Filter;
  /** How many match the filter and are open to be taken over. */
  readonly open: number;
};

/** What is ticked, a way to tick all that match, and the way on. */
export function ChosenBar({ accountId, sellerName, ticks, filter, open }: ChosenBarProps) {
  const [isOpen, setIsOpen] = useState(false);
  const choice = ticks.choice(filter);
  const isMatching = ticks.kind === "matching";
  return (
    <section className={styles.bar} aria-label="What is chosen">
      <p className={styles.barWords} aria-live="polite">
        <span className="b">{chosenWords(choice === null, isMatching, ticks.named, open)}</span>
        <span className="sm dim">{ticks.named >= mostNamed - 50 ? manyWords : "to be taken over"}</span>
      </p>
      {choice !== null && <Button onClick={ticks.clear}>Clear</Button>}
      {!isMatching && (
        <Button disabled={open === 0} onClick={ticks.tickMatching}>
          Choose all {number(open)} that match
        </Button>
      )}
      <Button variant="filled" disabled={choice === null} onClick={() => setIsOpen(true)}>
        Take over…
      </Button>
      <TakeOverDialog
        open={isOpen}
        onClose={() => setIsOpen(false)}
        onDone={ticks.clear}
        accountId={accountId}
        sellerName={sellerName}
        choice={choice}
      />
    </section>
  );
}

const manyWords = `At most ${mostNamed} one by one; for more, choose all that match a filter`;

function chosenWords(isNone: boolean, isMatching: boolean, named: number, open: number): string {
  if (isNone) return "Nothing chosen";
  if (!isMatching) return `${countWords(named, "media buy")} chosen`;
  return named === 0
    ? `All ${number(open)} that match chosen`
    : `All ${number(open)} that match but ${number(named)} chosen`;
}
