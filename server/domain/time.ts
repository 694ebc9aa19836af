import { Temporal } from "temporal-polyfill";
import { DomainError } from "./errors";

/** An instant as ISO 8601 in UTC, milliseconds, "Z" — what rows, views and audit carry. */
export type Instant = string;
/** A calendar day without a zone, YYYY-MM-DD; it becomes an instant only with a zone beside it. */
export type Day = string;

/** Half-open: `startAt` in, `endAt` out, both UTC; `timeZone` is the IANA zone people plan in. */
export type Flight = { readonly startAt: Instant; readonly endAt: Instant; readonly timeZone: string };

export type Clock = () => Instant;

/** Writing an instant costs several times what finding it again does, and rows of one job or page hold the same few. */
const written = new Map<number, Instant>();
const mostWritten = 1_000;

export function instantFromMillis(epochMilliseconds: number): Instant {
  const known = written.get(epochMilliseconds);
  if (known !== undefined) return known;
  const instant = new Date(epochMilliseconds).toISOString();
  if (written.size === mostWritten) written.clear();
  written.set(epochMilliseconds, instant);
  return instant;
}

export function millisOf(instant: Instant): number {
  // Our own form is read many times for every request; anything else goes the careful way.
  const own = instant.length === 24 && instant.endsWith("Z") ? Date.parse(instant) : Number.NaN;
  return Number.isNaN(own) ? Temporal.Instant.from(instant).epochMilliseconds : own;
}

export const systemClock: Clock = () => instantFromMillis(Date.now());

/** Parses any ISO date-time with an offset; throws INVALID_INPUT on a bare local time or nonsense. */
export function parseInstant(text: string): Instant {
  try {
    return instantFromMillis(Temporal.Instant.from(text).epochMilliseconds);
  } catch {
    throw new DomainError("INVALID_INPUT", `"${text.slice(0, 40)}" is not a time with an offset`);
  }
}

export function isTimeZone(timeZone: string): boolean {
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    return true;
  } catch {
    return false;
  }
}

export function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
  } catch {
    return false;
  }
}

/** The first instant of `day` in `timeZone`. */
export function startOfDay(day: Day, timeZone: string): Instant {
  const start = Temporal.PlainDate.from(day).toZonedDateTime({ timeZone });
  return instantFromMillis(start.epochMilliseconds);
}

/** Inclusive last day → exclusive end instant: the start of the day after, in the zone (C6). */
export function endOfInclusiveDay(day: Day, timeZone: string): Instant {
  return startOfDay(Temporal.PlainDate.from(day).add({ days: 1 }).toString(), timeZone);
}

/** The calendar day of an instant in a zone. */
export function dayIn(instant: Instant, timeZone: string): Day {
  // Our own form begins with the day in UTC.
  if (timeZone === "UTC") return instantFromMillis(millisOf(instant)).slice(0, -14);
  return Temporal.Instant.from(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** The last day people see of a half-open end: the day of the millisecond before it. */
export function lastDayOf(endAt: Instant, timeZone: string): Day {
  return dayIn(instantFromMillis(millisOf(endAt) - 1), timeZone);
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function addMillis(instant: Instant, milliseconds: number): Instant {
  return instantFromMillis(millisOf(instant) + milliseconds);
}

export function isBefore(a: Instant, b: Instant): boolean {
  return millisOf(a) < millisOf(b);
}

/** Share of the flight that has passed at `now`, 0..1. */
export function elapsedShare(flight: Pick<Flight, "startAt" | "endAt">, now: Instant): number {
  const start = millisOf(flight.startAt);
  const end = millisOf(flight.endAt);
  if (end <= start) return 1;
  return Math.min(1, Math.max(0, (millisOf(now) - start) / (end - start)));
}

/** Calendar days a half-open flight touches in its zone. */
export function flightDays(flight: Flight): number {
  const first = Temporal.PlainDate.from(dayIn(flight.startAt, flight.timeZone));
  const last = Temporal.PlainDate.from(lastDayOf(flight.endAt, flight.timeZone));
  return first.until(last).days + 1;
}

/** "21 Nov 2026" of a day. */
export function formatDay(day: Day, locale = "en-GB"): string {
  return Temporal.PlainDate.from(day).toLocaleString(locale, { day: "numeric", month: "short", year: "numeric" });
}

/** Making a format is a hundred times the work of using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatIn(timeZone: string, locale: string): Intl.DateTimeFormat {
  const known = formats.get(`${locale} ${timeZone}`);
  if (known) return known;
  const day = { day: "numeric", month: "short", year: "numeric" } as const;
  const made = new Intl.DateTimeFormat(locale, { timeZone, ...day, hour: "2-digit", minute: "2-digit" });
  formats.set(`${locale} ${timeZone}`, made);
  return made;
}

/** "21 Nov 2026, 09:31" in the zone. */
export function formatInstant(instant: Instant, timeZone: string, locale = "en-GB"): string {
  return formatIn(timeZone, locale).format(millisOf(instant));
}

/** "just now", "4 min ago", "19 h ago", "3 days ago": how old a number is. */
export function formatAge(instant: Instant, now: Instant): string {
  const seconds = Math.max(0, Math.round((millisOf(now) - millisOf(instant)) / 1000));
  if (seconds < 45) return "just now";
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min ago`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h ago`;
  return `${Math.round(seconds / 86400)} days ago`;
}
