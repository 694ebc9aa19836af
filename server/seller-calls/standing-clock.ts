import { addMillis, type Clock, type Instant } from "../domain/time";

/** A clock that stands until it is moved. */
export function standingClock(start: Instant): {
  readonly clock: Clock;
  readonly advance: (milliseconds: number) => void;
} {
  let now = start;
  return {
    clock: () => now,
    advance: (milliseconds) => {
      now = addMillis(now, milliseconds);
    },
  };
}
