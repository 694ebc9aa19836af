import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePercent, type SplitPart, shareOf, splitBudget, splitModes } from "./split-budget";

const usd = (micros: bigint) => ({ micros, currency: "USD" });
const cents = (max: bigint) => fc.bigInt({ min: 0n, max }).map((units) => units * 10_000n);
const parts = fc.array(
  fc.record({
    minimumMicros: fc.option(cents(100_000n)),
    forecastImpressions: fc.bigInt({ min: 1n, max: 10_000_000n }),
    currentMicros: cents(10_000_000n),
  }),
  { minLength: 1, maxLength: 40 },
);

describe("splitting a total", () => {
  it("gives parts that sum to it exactly, none below zero, whatever the mode", () => {
    fc.assert(
      fc.property(parts, cents(100_000_000n), fc.constantFrom(...splitModes), (given, micros, mode) => {
        const minimums = given.reduce((sum, part) => sum + (part.minimumMicros ?? 0n), 0n);
        fc.pre(mode !== "minimums" || minimums <= micros);
        const split = splitBudget(usd(micros), given, mode);
        expect(split.reduce((sum, part) => sum + part.micros, 0n)).toBe(micros);
        expect(split.every((part) => part.micros >= 0n && part.micros % 10_000n === 0n)).toBe(true);
      }),
    );
  });

  it("never goes below a minimum when it splits by minimums", () => {
    fc.assert(
      fc.property(parts, cents(100_000_000n), (given, extra) => {
        const minimums = given.reduce((sum, part) => sum + (part.minimumMicros ?? 0n), 0n);
        const split = splitBudget(usd(minimums + extra), given, "minimums");
        expect(split.every((part, index) => part.micros >= (given[index]?.minimumMicros ?? 0n))).toBe(true);
      }),
    );
  });

  const part = (over: Partial<SplitPart>): SplitPart => {
    return { minimumMicros: null, forecastImpressions: null, currentMicros: 0n, ...over };
  };

  it("keeps the ratio of typed amounts", () => {
    const typed = [part({ currentMicros: 3_000_000n }), part({ currentMicros: 1_000_000n })];
    expect(splitBudget(usd(1_000_000_000n), typed, "amounts").map((share) => share.micros)).toEqual([
      750_000_000n,
      250_000_000n,
    ]);
  });

  it("says so when the minimums do not fit, or a forecast is missing", () => {
    expect(() => splitBudget(usd(1_000_000n), [part({ minimumMicros: 2_000_000n })], "minimums")).toThrow(/2\.00/);
    expect(() => splitBudget(usd(1_000_000n), [part({})], "forecast")).toThrow(/forecast/);
    expect(() => splitBudget(usd(1_000_000n), [], "even")).toThrow(/no packages/);
  });

  it("reads percentages and takes that share", () => {
    expect([parsePercent("30%"), parsePercent(" 12.5 %"), parsePercent("30"), parsePercent("-3%")]).toEqual([
      3000,
      1250,
      null,
      null,
    ]);
    expect(shareOf(usd(100_000_000n), 3333).micros).toBe(33_330_000n);
    expect(() => shareOf(usd(1n * 10_000n), 10_001)).toThrow(/between/);
  });
});
