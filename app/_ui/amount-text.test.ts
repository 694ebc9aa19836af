import { describe, expect, it } from "vitest";
import { readAmount } from "./amount-text";

describe("readAmount", () => {
  it("reads plain and grouped decimals into micros", () => {
    expect(readAmount("1250.5", "USD")).toEqual({ micros: 1_250_500_000n, problem: null });
    expect(readAmount(" 120,000.50 ", "EUR")).toEqual({ micros: 120_000_500_000n, problem: null });
    expect(readAmount("120 000", "EUR").micros).toBe(120_000_000_000n);
  });

  it("takes empty text for no amount, not for zero", () => {
    expect(readAmount("  ", "USD")).toEqual({ micros: null, problem: null });
    expect(readAmount("0", "USD")).toEqual({ micros: 0n, problem: null });
  });

  it("refuses more decimals than the currency has", () => {
    expect(readAmount("1.5", "JPY").problem).toBe("JPY has no decimals");
    expect(readAmount("1.234", "USD").problem).toContain("at most 2 decimals");
    expect(readAmount("1.234", "KWD")).toEqual({ micros: 1_234_000n, problem: null });
    expect(readAmount("0.0025", "USD", 6)).toEqual({ micros: 2_500n, problem: null });
  });

  it("refuses what is below zero, badly grouped or no number", () => {
    for (const text of ["-1", "1,2", "12,34,567", "1e5", "NaN", "1.2.3", "€5"]) {
      const { micros, problem } = readAmount(text, "USD");
      expect(micros, text).toBeNull();
      expect(problem, text).toBeTruthy();
    }
  });
});
