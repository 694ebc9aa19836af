import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DomainError } from "./errors";
import {
  add,
  allocate,
  compare,
  currencies,
  formatMoney,
  fromWireNumber,
  impressionsFor,
  isWholeMinor,
  type Money,
  minorDigits,
  money,
  parseDecimal,
  ratioBasisPoints,
  subtract,
  sum,
  toDecimal,
  toWireNumber,
} from "./money";

const currency = fc.constantFrom(...currencies);
const micros = fc.bigInt({ min: -9_999_999_999_999_999_999n / 10n, max: 9_999_999_999_999_999_999n / 10n });
const anyMoney = fc.tuple(micros, currency).map(([amount, code]) => money(amount, code));
/** Whole minor units, not below zero: what a committed budget is. */
const budget = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 12n }), currency).map(([units, code]) => {
  return money(units * 10n ** BigInt(6 - minorDigits(code)), code);
});
const weights = fc.array(fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 10n ** 15n })), {
  minLength: 1,
  maxLength: 60,
});
/** Up to 2^33 main units doubles are closer together than a micro, so a JSON number carries each one exactly. */
const wireMicros = fc.bigInt({ min: -(2n ** 33n) * 1_000_000n, max: 2n ** 33n * 1_000_000n });

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof DomainError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "accepted";
}

describe("allocate", () => {
  test("sums exactly, in whole minor units, and gives nothing to a weight of zero", () => {
    fc.assert(
      fc.property(budget, weights, (total, parts) => {
        const shares = allocate(total, parts);
        expect(shares).toHaveLength(parts.length);
        expect(sum(shares, total.currency)).toEqual(total);
        expect(shares.every((share) => share.micros >= 0n && isWholeMinor(share))).toBe(true);
        if (parts.some((weight) => weight > 0n)) {
          for (const [index, share] of shares.entries()) if (parts[index] === 0n) expect(share.micros).toBe(0n);
        }
      }),
    );
  });

  test("no share is a whole minor unit away from its exact part", () => {
    fc.assert(
      fc.property(budget, weights, (total, parts) => {
        const whole = parts.reduce((a, b) => a + b, 0n);
        fc.pre(whole > 0n);
        const unit = 10n ** BigInt(6 - minorDigits(total.currency));
        for (const [index, share] of allocate(total, parts).entries()) {
          const gap = share.micros * whole - total.micros * (parts[index] ?? 0n);
          expect((gap < 0n ? -gap : gap) < unit * whole).toBe(true);
        }
      }),
    );
  });

  test("splits evenly when every weight is zero, the first rows taking what is left", () => {
    expect(allocate(parseDecimal("10.00", "USD"), [0n, 0n, 0n]).map(toDecimal)).toEqual(["3.34", "3.33", "3.33"]);
    expect(allocate(parseDecimal("100", "JPY"), [1n, 1n, 1n]).map(toDecimal)).toEqual(["34", "33", "33"]);
    expect(allocate(parseDecimal("0.001", "KWD"), [1n, 2n]).map(toDecimal)).toEqual(["0.000", "0.001"]);
  });

  test.each([
    ["nothing to split over", money(1_000_000n, "USD"), []],
    ["a negative weight", money(1_000_000n, "USD"), [1n, -1n]],
    ["a negative total", money(-1_000_000n, "USD"), [1n]],
    ["half a cent", money(5_000n, "USD"), [1n]],
  ])("refuses %s", (_, total, parts) => {
    expect(refusal(() => allocate(total, parts))).toMatch(/^INVALID_INPUT/);
  });
});

describe("text and wire", () => {
  test("every amount comes back from its decimal text", () => {
    fc.assert(
      fc.property(anyMoney, (amount) => {
        expect(parseDecimal(toDecimal(amount), amount.currency)).toEqual(amount);
      }),
    );
  });

  const overTheWire = (amount: Money) =>
    fromWireNumber(JSON.parse(JSON.stringify(toWireNumber(amount))) as number, amount.currency);

  test("every micro up to 8.5 billion of a currency comes back from the wire's JSON", () => {
    fc.assert(
      fc.property(wireMicros, currency, (amount, code) => {
        expect(overTheWire(money(amount, code))).toEqual(money(amount, code));
      }),
      { numRuns: 500 },
    );
  });

  test("every budget up to a trillion minor units comes back from the wire's JSON", () => {
    fc.assert(
      fc.property(budget, (amount) => {
        expect(overTheWire(amount)).toEqual(amount);
      }),
    );
  });

  test("the text has at least the currency's digits", () => {
    expect(["USD", "JPY", "KWD"].map((code) => toDecimal(money(1_250_000_000n, code)))).toEqual([
      "1250.00",
      "1250",
      "1250.000",
    ]);
    expect(toDecimal(money(2_500n, "USD"))).toBe("0.0025");
    expect(formatMoney(money(-1_234_567_500_000n, "USD"))).toBe("USD −1,234,567.50");
    expect(formatMoney(money(12_500_000n, "EUR"), "de-DE")).toBe("EUR 12,50");
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, 1e20, 1e308, -1e308])("refuses %d from the wire", (value) => {
    expect(refusal(() => fromWireNumber(value, "USD"))).toMatch(/^INVALID_INPUT/);
  });

  test("minus zero is zero", () => {
    expect(fromWireNumber(-0, "USD").micros).toBe(0n);
  });

  test.each(["", " ", "1,5", "1e3", "0x10", ".5", "1.", "+1", "--1", "1 000", "١", "12345678901234"])(
    "refuses %j as an amount",
    (text) => expect(refusal(() => parseDecimal(text, "USD"))).toMatch(/^INVALID_INPUT/),
  );

  test.each([
    ["10.001", "USD", "INVALID_INPUT: USD has at most 2 decimals"],
    ["10.5", "JPY", "INVALID_INPUT: JPY has no decimals"],
    ["10.0005", "KWD", "INVALID_INPUT: KWD has at most 3 decimals"],
    ["10.005", "KWD", "accepted"],
    ["10", "JPY", "accepted"],
  ])("%s %s to the currency's own digits: %s", (text, code, expected) => {
    expect(refusal(() => parseDecimal(text, code, minorDigits(code)))).toBe(expected);
  });

  test("more than 64 bits of micros are refused", () => {
    expect(refusal(() => parseDecimal("9223372036854.775807", "USD"))).toBe("accepted");
    expect(refusal(() => parseDecimal("9223372036854.775808", "USD"))).toMatch(/^INVALID_INPUT/);
  });
});

test("minor digits follow ISO 4217, not the runtime", () => {
  const digits = ["USD", "JPY", "KRW", "KWD", "HUF", "IDR", "EUR"].map((code) => [code, minorDigits(code)]);
  expect(Object.fromEntries(digits)).toEqual({ USD: 2, JPY: 0, KRW: 0, KWD: 3, HUF: 2, IDR: 2, EUR: 2 });
});

test("two currencies never mix", () => {
  const [usd, eur] = [money(1n, "USD"), money(1n, "EUR")];
  const mixed = [
    () => add(usd, eur),
    () => subtract(usd, eur),
    () => compare(usd, eur),
    () => sum([usd, eur], "USD"),
    () => impressionsFor(usd, eur),
  ];
  for (const work of mixed) expect(refusal(work)).toMatch(/^INVALID_INPUT/);
});

test("a sum is order-free and undone by subtraction", () => {
  fc.assert(
    fc.property(wireMicros, wireMicros, currency, (a, b, code) => {
      const [one, other] = [money(a, code), money(b, code)];
      expect(add(one, other)).toEqual(add(other, one));
      expect(subtract(add(one, other), other)).toEqual(one);
      expect(Math.sign(compare(one, other))).toBe(a === b ? 0 : a < b ? -1 : 1);
    }),
  );
});

test("impressions and shares round as written", () => {
  expect(impressionsFor(parseDecimal("100", "USD"), parseDecimal("3", "USD"))).toBe(33_333n);
  expect(impressionsFor(parseDecimal("100", "USD"), money(0n, "USD"))).toBeNull();
  expect([ratioBasisPoints(1n, 3n), ratioBasisPoints(2n, 3n), ratioBasisPoints(-1n, 3n)]).toEqual([3333, 6667, -3333]);
  expect(ratioBasisPoints(1n, 0n)).toBeNull();
});
