import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { addUp, deliveryRows } from "./delivery-rows";
import { deliveryWindow } from "./delivery-window";

describe("the days to ask for", () => {
  test("cover the last day of the flight in the buy's zone and in UTC; the end is exclusive", () => {
    const flight = {
      startAt: "2026-10-31T18:15:00.000Z",
      endAt: "2026-11-30T18:15:00.000Z",
      timeZone: "Asia/Kathmandu",
    };
    expect(deliveryWindow(flight, "2026-11-15T00:00:00.000Z")).toEqual({
      startDay: "2026-10-31",
      endDayExclusive: "2026-12-01",
    });
    const west = {
      startAt: "2026-11-01T08:00:00.000Z",
      endAt: "2026-12-01T08:00:00.000Z",
      timeZone: "America/Los_Angeles",
    };
    expect(deliveryWindow(west, "2026-11-15T00:00:00.000Z")).toEqual({
      startDay: "2026-11-01",
      endDayExclusive: "2026-12-02",
    });
  });

  test("begin today for a buy that runs early", () => {
    const flight = { startAt: "2026-12-01T00:00:00.000Z", endAt: "2026-12-02T00:00:00.000Z", timeZone: "UTC" };
    expect(deliveryWindow(flight, "2026-11-20T10:00:00.000Z")).toEqual({
      startDay: "2026-11-20",
      endDayExclusive: "2026-12-02",
    });
  });
});

describe("daily rows", () => {
  const day = (name: string, spendMicros: bigint) => ({ day: name, impressions: 10n, clicks: 1n, spendMicros });

  test("are the seller's days, one each", () => {
    const report = { ...addUp([]), days: [day("2026-11-01", 5n), day("2026-11-02", 7n), day("2026-11-02", 8n)] };
    expect(deliveryRows(report, "2026-11-02T10:00:00.000Z", [])).toEqual([
      day("2026-11-01", 5n),
      day("2026-11-02", 8n),
    ]);
  });

  test("come from running totals where the seller sends nothing else, and add up to them however often it is asked", () => {
    const steps = fc.array(
      fc.record({ hours: fc.integer({ min: 0, max: 30 }), more: fc.bigInt({ min: 0n, max: 1_000n }) }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(steps, (reports) => {
        let stored: ReturnType<typeof day>[] = [];
        let total = 0n;
        let hours = 0;
        for (const step of reports) {
          total += step.more;
          hours += step.hours;
          const asOf = new Date(Date.UTC(2026, 10, 1, hours)).toISOString();
          const rows = deliveryRows({ impressions: total, clicks: total, spendMicros: total, days: [] }, asOf, stored);
          stored = [...stored.filter((one) => !rows.some((row) => row.day === one.day)), ...rows];
          expect(addUp(stored).spendMicros).toBe(total);
        }
      }),
    );
  });

  test("a total that went down takes nothing below zero", () => {
    const rows = deliveryRows({ impressions: 1n, clicks: 0n, spendMicros: 1n, days: [] }, "2026-11-03T00:00:00.000Z", [
      day("2026-11-01", 5n),
    ]);
    expect(rows[0]?.spendMicros).toBe(0n);
  });
});
