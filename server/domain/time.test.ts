import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "./errors";
import {
  addDays,
  addMillis,
  dayIn,
  elapsedShare,
  endOfInclusiveDay,
  flightDays,
  formatAge,
  instantFromMillis,
  isDay,
  isTimeZone,
  lastDayOf,
  millisOf,
  parseInstant,
  startOfDay,
} from "./time";

const hour = 3_600_000;
const zone = fc.constantFrom(...Intl.supportedValuesOf("timeZone"), "UTC");
/** Days around every change of clocks that zones now make, leap years among them. */
const day = fc.integer({ min: 0, max: 20 * 366 }).map((days) => addDays("2020-01-01", days));

/** The wall clock as the runtime knows it: another implementation than the one under test. */
function wallClock(millis: number, timeZone: string): { readonly day: string; readonly time: string } {
  const parts = new Intl.DateTimeFormat("en-CA", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(millis);
  const of = (type: string) => parts.find((part) => part.type === type)?.value;
  return { day: `${of("year")}-${of("month")}-${of("day")}`, time: `${of("hour")}:${of("minute")}:${of("second")}` };
}

describe("a day in any zone", () => {
  test("starts at its first instant: the millisecond before belongs to an earlier day", () => {
    fc.assert(
      fc.property(zone, day, (timeZone, date) => {
        const start = millisOf(startOfDay(date, timeZone));
        expect(wallClock(start, timeZone).day).toBe(date);
        expect(wallClock(start - 1, timeZone).day < date).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("as the inclusive last day becomes the exclusive end: the day's last millisecond is in, the end is out", () => {
    fc.assert(
      fc.property(zone, day, (timeZone, date) => {
        const end = endOfInclusiveDay(date, timeZone);
        expect(wallClock(millisOf(end) - 1, timeZone)).toEqual({ day: date, time: "23:59:59" });
        expect(wallClock(millisOf(end), timeZone).day > date).toBe(true);
        expect(lastDayOf(end, timeZone)).toBe(date);
        const length = millisOf(end) - millisOf(startOfDay(date, timeZone));
        expect(length).toBeGreaterThanOrEqual(22 * hour);
        expect(length).toBeLessThanOrEqual(26 * hour);
      }),
      { numRuns: 1_000 },
    );
  });

  test("an instant is in the day the runtime's own calendar says", () => {
    fc.assert(
      fc.property(zone, fc.integer({ min: 1_577_836_800_000, max: 2_200_000_000_000 }), (timeZone, millis) => {
        expect(dayIn(instantFromMillis(millis), timeZone)).toBe(wallClock(millis, timeZone).day);
      }),
    );
  });

  test.each([
    ["spring forward, 23 h", "2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z", "2026-03-29T22:00:00.000Z"],
    ["fall back, 25 h", "2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z", "2026-10-25T23:00:00.000Z"],
    ["fall back, 25 h", "2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z", "2026-11-02T05:00:00.000Z"],
    ["half an hour", "2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00:00.000Z", "2026-04-05T13:30:00.000Z"],
    ["no midnight", "2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z", "2026-03-29T21:00:00.000Z"],
    ["the odd offset", "2026-11-21", "Asia/Kathmandu", "2026-11-20T18:15:00.000Z", "2026-11-21T18:15:00.000Z"],
    ["the date line", "2026-01-01", "Pacific/Kiritimati", "2025-12-31T10:00:00.000Z", "2026-01-01T10:00:00.000Z"],
    ["UTC", "2024-02-29", "UTC", "2024-02-29T00:00:00.000Z", "2024-03-01T00:00:00.000Z"],
  ])("%s: %s in %s", (_, date, timeZone, start, end) => {
    expect([startOfDay(date, timeZone), endOfInclusiveDay(date, timeZone)]).toEqual([start, end]);
  });
});

describe("a flight", () => {
  test("touches exactly the days people chose", () => {
    fc.assert(
      fc.property(zone, day, fc.integer({ min: 0, max: 400 }), (timeZone, first, more) => {
        const last = addDays(first, more);
        const flight = { startAt: startOfDay(first, timeZone), endAt: endOfInclusiveDay(last, timeZone), timeZone };
        expect(flightDays(flight)).toBe(more + 1);
      }),
    );
  });

  test("has passed by nothing before its start, by all after its end, and never goes back", () => {
    const span = fc.integer({ min: 1, max: 400 * 24 * hour });
    const offset = fc.integer({ min: -(24 * hour), max: 401 * 24 * hour });
    fc.assert(
      fc.property(span, offset, fc.nat(hour), (length, at, later) => {
        const startAt = startOfDay("2026-03-01", "Europe/Berlin");
        const flight = { startAt, endAt: addMillis(startAt, length) };
        const share = elapsedShare(flight, addMillis(startAt, at));
        expect(share).toBe(at <= 0 ? 0 : at >= length ? 1 : at / length);
        expect(elapsedShare(flight, addMillis(startAt, at + later))).toBeGreaterThanOrEqual(share);
      }),
    );
  });

  test("of no length has passed", () => {
    const at = "2026-03-01T00:00:00.000Z";
    expect(elapsedShare({ startAt: at, endAt: at }, at)).toBe(1);
  });
});

describe("what comes from outside", () => {
  test("an instant keeps its moment whatever offset it was written with", () => {
    expect(parseInstant("2026-11-21T10:15:30+05:45")).toBe("2026-11-21T04:30:30.000Z");
    expect(parseInstant("2026-11-21T04:30:30.123456Z")).toBe("2026-11-21T04:30:30.123Z");
  });

  test.each(["2026-11-21", "2026-11-21T10:00:00", "tomorrow", "", "2026-13-01T00:00:00Z"])(
    "%j is no instant",
    (text) => {
      expect(() => parseInstant(text)).toThrow(DomainError);
    },
  );

  test("days and zones are judged by the calendar", () => {
    expect(["2024-02-29", "2026-12-31"].map(isDay)).toEqual([true, true]);
    expect(["2026-02-29", "2026-2-1", "2026-02-30", "20260201", ""].map(isDay)).toEqual(Array(5).fill(false));
    expect(["Europe/Berlin", "UTC", "Asia/Kathmandu"].map(isTimeZone)).toEqual([true, true, true]);
    expect(["Mars/Olympus", "", "Berlin"].map(isTimeZone)).toEqual([false, false, false]);
  });

  test("ages read as people say them, and the future is just now", () => {
    const now = "2026-11-21T12:00:00.000Z";
    const ages = [-60, 0, 44, 45, 240, 19 * 3600, 72 * 3600].map((seconds) =>
      formatAge(addMillis(now, -seconds * 1000), now),
    );
    expect(ages).toEqual(["just now", "just now", "just now", "1 min ago", "4 min ago", "19 h ago", "3 days ago"]);
  });
});
