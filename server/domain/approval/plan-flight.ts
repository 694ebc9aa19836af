import type { FieldIssue } from "../errors";
import { type Day, dayIn, endOfInclusiveDay, type Instant, isBefore, lastDayOf, startOfDay } from "../time";

/** A flight as a form or an import gives it: days in the buy's zone, the last one inclusive, or exact instants. */
export type FlightEdit = {
  readonly startDay?: Day | null | undefined;
  readonly endDay?: Day | null | undefined;
  readonly startAt?: Instant | undefined;
  readonly endAt?: Instant | undefined;
};
export type Ends = { readonly startAt: Instant; readonly endAt: Instant };

/**
 * The half-open flight that the edit asks for. A day that an end already has leaves it exactly as it is: a seller's "23:59:59Z"
 * is not rounded by looking at it (C6).
 */
export function askedFlight(edit: FlightEdit, now: Ends, timeZone: string): Ends {
  return { startAt: askedStart(edit, now.startAt, timeZone), endAt: askedEnd(edit, now.endAt, timeZone) };
}

function askedStart({ startDay, startAt }: FlightEdit, now: Instant, timeZone: string): Instant {
  if (startAt !== undefined) return startAt;
  if (startDay == null || dayIn(now, timeZone) === startDay) return now;
  return startOfDay(startDay, timeZone);
}

function askedEnd({ endDay, endAt }: FlightEdit, now: Instant, timeZone: string): Instant {
  if (endAt !== undefined) return endAt;
  if (endDay == null || lastDayOf(now, timeZone) === endDay) return now;
  return endOfInclusiveDay(endDay, timeZone);
}

type Asked = {
  readonly at: string;
  readonly before: Ends;
  readonly after: Ends;
  readonly now: Instant;
};

/** What is wrong with a flight that moves (requirements §6: 25, §1.5: a start that has begun stays). */
export function flightIssues({ at, before, after, now }: Asked): FieldIssue[] {
  const startMoved = after.startAt !== before.startAt;
  const endMoved = after.endAt !== before.endAt;
  const issue = (field: string, message: string): FieldIssue => ({ path: `${at}${field}`, message });
  const issues: FieldIssue[] = [];
  if (startMoved && !isBefore(now, before.startAt)) {
    issues.push(issue("startDay", "The flight has begun; its start cannot move"));
  } else if (startMoved && !isBefore(now, after.startAt)) {
    issues.push(issue("startDay", "The first day must be in the future"));
  }
  if (endMoved && !isBefore(now, after.endAt)) issues.push(issue("endDay", "The last day must be in the future"));
  else if ((startMoved || endMoved) && !isBefore(after.startAt, after.endAt)) {
    issues.push(issue(endMoved ? "endDay" : "startDay", "The last day is before the first"));
  }
  return issues;
}

/** A package's own ends inside the buy's; an end that is just the buy's moves with it. */
export function insideIssues(at: string, own: Ends, buy: Ends): FieldIssue[] {
  const issues: FieldIssue[] = [];
  if (isBefore(own.startAt, buy.startAt))
    issues.push({ path: `${at}startDay`, message: "Starts before the media buy does" });
  if (isBefore(buy.endAt, own.endAt)) issues.push({ path: `${at}endDay`, message: "Ends after the media buy does" });
  return issues;
}
