import { type Instant, instantFromMillis } from "../domain/time";

/** Row columns ↔ instants. */
export function instantOf(date: Date): Instant {
  return instantFromMillis(date.getTime());
}

export function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantOf(date);
}

export function dateOrNull(instant: Instant | null): Date | null {
  return instant === null ? null : new Date(instant);
}
