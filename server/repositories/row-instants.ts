import { type Instant, instantFromMillis } from "../domain/time";

/** A row's column as an instant. */
export function instantOf(date: Date): Instant {
  return instantFromMillis(date.getTime());
}

export function instantOrNull(date: Date | null): Instant | null {
  return date === null ? null : instantOf(date);
}
