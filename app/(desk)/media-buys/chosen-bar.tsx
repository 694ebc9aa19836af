import { memo } from "react";
import { Button } from "@/app/_ui/button";
import styles from "./buy-grid.module.css";

type ChosenBarProps = {
  readonly count: number;
  /** Whether there is anything to tick. */
  readonly canChoose: boolean;
  /** They were pressed just now, and their rows do not say so yet. */
  readonly isHanding: boolean;
  readonly onPause: (paused: boolean) => void;
  readonly onClear: () => void;
};

/** What can be done to all that are ticked; there as long as anything can be, so that ticking moves nothing. */
export const ChosenBar = memo(function ChosenBar({ count, canChoose, isHanding, onPause, onClear }: ChosenBarProps) {
  if (!canChoose && count === 0) return null;
  return (
    <section className={styles.bar} aria-label="Chosen media buys">
      <span className="sm dim" role="status">
        {isHanding ? `Sending for ${words(count)}` : count === 0 ? hint : `${words(count)} chosen`}
      </span>
      {count > 0 && !isHanding && (
        <>
          <Button onClick={() => onPause(true)}>Pause {words(count)}</Button>
          <Button onClick={() => onPause(false)}>Resume {words(count)}</Button>
          <Button variant="subtle" onClick={onClear}>
            Choose none
          </Button>
        </>
      )}
    </section>
  );
});

const hint = "Tick media buys to pause or resume several; at most 500 at a time";
const words = (count: number) => `${count} ${count === 1 ? "media buy" : "media buys"}`;
