import { describe, expect, it } from "vitest";
import { formatDay, formatInstant } from "@/server/domain/time";
import { ageWords, clockWords, dayWords, flightWords, instantWords } from "./date-words";

describe("date words", () => {
  it("says instants and days as the domain does, in the zone that was passed", () => {
    for (const [instant, zone] of [
      ["2026-11-21T08:31:00.000Z", "Europe/Berlin"],
      ["2026-03-29T00:59:00.000Z", "Europe/London"],
      ["2026-09-01T23:59:00.000Z", "America/New_York"],
    ] as const) {
      expect(instantWords(instant, zone)).toBe(formatInstant(instant, zone));
    }
    expect(dayWords("2026-11-21")).toBe(formatDay("2026-11-21"));
    expect(clockWords("2026-11-21T08:31:00.000Z", "Europe/Berlin")).toBe("09:31");
  });

  it("names the last day inside a half-open flight", () => {
    const words = flightWords("2026-11-23T23:00:00.000Z", "2026-12-23T23:00:00.000Z", "Europe/Berlin");
    expect(words).toContain("24 Nov");
    expect(words).toContain("23 Dec 2026");
  });

  it("says a flight as the locale says a range", () => {
    const zone = "America/New_York";
    const locale = new Intl.DateTimeFormat("en-GB", {
      day: "numeric",
      month: "short",
      year: "numeric",
      timeZone: zone,
    });
    for (let index = 0; index < 120; index += 1) {
      const start = Date.UTC(2026, 7, 1, 5) + index * 40 * 3_600_000;
      const end = start + ((index * index) % 500) * 86_400_000 + 1;
      const told = flightWords(new Date(start).toISOString(), new Date(end).toISOString(), zone);
      expect(told).toBe(locale.formatRange(start, end - 1).replaceAll(/[\u2009\u202f\u00a0]/g, " "));
    }
  });

  it("tells an age in both directions", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(ageWords("2026-11-21T11:59:50Z", now)).toBe("just now");
    expect(ageWords("2026-11-21T11:56:00Z", now)).toBe("4 min ago");
    expect(ageWords("2026-11-20T17:00:00Z", now)).toBe("19 h ago");
    expect(ageWords("2026-11-21T17:00:00Z", now)).toBe("in 5 h");
  });

  it("shows text that is no time as it is", () => {
    expect(instantWords("soon", "UTC")).toBe("soon");
    expect(ageWords("soon", 0)).toBe("soon");
  });
});
