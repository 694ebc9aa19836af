import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addMillis } from "../time";
import { paceOf, reportedThrough } from "./pace";

const startAt = "2026-11-01T00:00:00.000Z";
const endAt = "2026-12-01T00:00:00.000Z";
const half = addMillis(startAt, 15 * 86_400_000);
const budget = 30_000_000_000n;

describe("paceOf", () => {
  it("is on plan when half is spent at half time", () => {
    const pace = paceOf({ budgetMicros: budget, spendMicros: budget / 2n, startAt, endAt }, half);
    expect(pace).toMatchObject({
      plannedShare: 0.5,
      index: 1,
      projectedMicros: budget,
      atRiskMicros: 0n,
      verdict: "on",
    });
  });

  it("says what will be left when it runs under", () => {
    const pace = paceOf({ budgetMicros: budget, spendMicros: budget / 4n, startAt, endAt }, half);
    expect(pace).toMatchObject({ index: 0.5, atRiskMicros: -budget / 2n, verdict: "under" });
  });

  it("says what would be too much when it runs over", () => {
    const pace = paceOf({ budgetMicros: budget, spendMicros: (budget * 3n) / 4n, startAt, endAt }, half);
    expect(pace).toMatchObject({ index: 1.5, atRiskMicros: budget / 2n, verdict: "over" });
  });

  it("does not judge a flight that has not begun", () => {
    const pace = paceOf({ budgetMicros: budget, spendMicros: 0n, startAt, endAt }, startAt);
    expect(pace).toMatchObject({ index: null, projectedMicros: null, verdict: "off" });
  });

  it("projects what was spent once the flight has ended", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 15n }), (spendMicros) => {
        const pace = paceOf({ budgetMicros: budget, spendMicros, startAt, endAt }, endAt);
        expect(pace.projectedMicros).toBe(spendMicros);
      }),
    );
  });
});

describe("reportedThrough", () => {
  const now = "2026-11-21T09:30:00.000Z";

  it("is now while the seller reports today, or nothing yet", () => {
    expect(reportedThrough("2026-11-21", now)).toBe(now);
    expect(reportedThrough(null, now)).toBe(now);
  });

  it("is the end of the last day of a seller that lags", () => {
    expect(reportedThrough("2026-11-19", now)).toBe("2026-11-20T00:00:00.000Z");
  });

  it("follows a sandbox whose clock runs ahead", () => {
    expect(reportedThrough("2026-11-25", now)).toBe("2026-11-26T00:00:00.000Z");
  });
});
