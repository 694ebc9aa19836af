import fc from "fast-check";
import { expect, test } from "vitest";
import { currencies, formatAmount, minorDigits, money, toDecimal } from "@/server/domain/money";
import { readAmount } from "./amount-text";

const unitOf = (code: string) => 10n ** BigInt(6 - minorDigits(code));
/** Whole minor units up to what an amount may have before the point. */
const amount = fc
  .record({ code: fc.constantFrom(...currencies), units: fc.bigInt({ min: 0n, max: 9_223_372_036_854n }) })
  .map(({ code, units }) => money(units * unitOf(code), code));

/** A17 in the fields of the pages: see server/api/abuse/a17-numbers.test.ts. */
test("an amount is read back as it was shown, grouped and plain, in every currency", () => {
  fc.assert(
    fc.property(amount, (shown) => {
      const { currency, micros } = shown;
      expect(readAmount(formatAmount(shown), currency)).toEqual({ micros, problem: null });
      expect(readAmount(toDecimal(shown), currency)).toEqual({ micros, problem: null });
    }),
    { numRuns: 500 },
  );
});

test.each(currencies)("%s has its own smallest unit and none below", (code) => {
  const unit = money(unitOf(code), code);
  expect(readAmount(toDecimal(unit), code)).toEqual({ micros: unit.micros, problem: null });
  expect(readAmount(toDecimal(money(unit.micros / 10n, code)), code).micros).toBeNull();
});

test.each(["NaN", "Infinity", "1e308", "1e3", "-0.01", "0x10", "٣", "１２", "9223372036855", "1,00", "12,34", "= 1+1"])(
  "%s is no amount",
  (text) => {
    expect(readAmount(text, "EUR")).toEqual({ micros: null, problem: expect.any(String) });
  },
);
