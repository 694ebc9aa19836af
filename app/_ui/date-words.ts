/**
 * Formatting for the browser. `Intl` on epoch milliseconds instead of domain/time's Temporal: the same words
 * without 19 kB of polyfill on every page. Nothing is computed here, only shown.
 */
const instantParts = { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" } as const;
const locale = "en-GB";

/** "21 Nov 2026, 09:31" in the zone; the text itself when it is no instant. */
export function instantWords(instant: string, timeZone: string): string {
  return formatted(instant, { ...instantParts, timeZone });
}

/** "09:31" in the zone. */
export function clockWords(instant: string, timeZone: string): string {
  return formatted(instant, { hour: "2-digit", minute: "2-digit", timeZone });
}

/** "21 Nov 2026" of a calendar day (YYYY-MM-DD). */
export function dayWords(day: string): string {
  return formatted(`${day}T00:00:00Z`, { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
}

/** "24 Nov – 23 Dec 2026": first to last day of a half-open flight, in its zone. */
export function flightWords(startAt: string, endAt: string, timeZone: string): string {
  const start = Date.parse(startAt);
  const lastMoment = Date.parse(endAt) - 1;
  if (Number.isNaN(start) || Number.isNaN(lastMoment) || lastMoment < start) return `${startAt} – ${endAt}`;
  // The words of `formatRange`, which takes thirty times as long: too much for rows that come by the dozen in a frame.
  const { format } = formatter(locale, { day: "numeric", month: "short", year: "numeric", timeZone });
  const [from, last] = [format(start), format(lastMoment)];
  if (from === last) return last;
  const [day, month, year] = from.split(" ");
  const [, lastMonth, lastYear] = last.split(" ");
  if (year !== lastYear) return `${from} – ${last}`;
  return month === lastMonth ? `${day} – ${last}` : `${day} ${month} – ${last}`;
}

/** "23 Dec 2026": the last day of a half-open flight, in its zone. */
export function lastDayWords(endAt: string, timeZone: string): string {
  const lastMoment = Date.parse(endAt) - 1;
  if (Number.isNaN(lastMoment)) return endAt;
  return formatter(locale, { day: "numeric", month: "short", year: "numeric", timeZone }).format(lastMoment);
}

/** The same day as a date field wants it: "2026-12-23". */
export function lastDayValue(endAt: string, timeZone: string): string | null {
  const lastMoment = Date.parse(endAt) - 1;
  if (Number.isNaN(lastMoment)) return null;
  // Sweden writes dates the ISO way.
  return formatter("sv-SE", { timeZone }).format(lastMoment);
}

/** "just now", "4 min ago", "19 h ago", "3 days ago"; "in 5 h" for what is still to come. */
export function ageWords(instant: string, nowMillis: number): string {
  const millis = Date.parse(instant);
  return Number.isNaN(millis) ? instant : agoWords(millis, nowMillis);
}

/** The same between two epoch milliseconds. */
export function agoWords(millis: number, nowMillis: number): string {
  const seconds = Math.round((nowMillis - millis) / 1000);
  if (Math.abs(seconds) < 45) return "just now";
  const distance = distanceWords(Math.abs(seconds));
  return seconds < 0 ? `in ${distance}` : `${distance} ago`;
}

function distanceWords(seconds: number): string {
  if (seconds < 3600) return `${Math.max(1, Math.round(seconds / 60))} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86400)} days`;
}

function formatted(instant: string, options: Intl.DateTimeFormatOptions): string {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) return instant;
  return formatter(locale, options).format(millis);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Made once for each zone and shape: making one costs a hundred times what using it does, and lists use many. */
function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, options);
  formatters.set(key, made);
  return made;
}
