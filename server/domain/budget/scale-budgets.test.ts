import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { minorDigits } from "../money";
import { floorOf, type ScalablePackage, scaleBudgets } from "./scale-budgets";

const usd = (units: number): bigint => BigInt(Math.round(units * 1_000_000));
const pack = (id: string, budget: number, more: Partial<ScalablePackage> = {}): ScalablePackage => ({
  id,
  name: id.toUpperCase(),
  budgetMicros: usd(budget),
  deliveredMicros: 0n,
  minSpendMicros: null,
  ...more,
});
const scaled = (
  total: number,
  packages: readonly ScalablePackage[],
  more: { overrides?: Record<string, number>; scaleUp?: boolean; currency?: string } = {},
) => {
  const { overrides = {}, scaleUp = false, currency = "USD" } = more;
  return scaleBudgets({
    currency,
    totalMicros: usd(total),
    packages,
    overrides: new Map(Object.entries(overrides).map(([id, units]) => [id, usd(units)])),
    scaleUp,
  });
};
const units = (budgets: ReadonlyMap<string, bigint>) =>
  Object.fromEntries([...budgets].map(([id, micros]) => [id, Number(micros) / 1_000_000]));

describe("a new total (requirements 1.7)", () => {
  test("below what the packages have shares it in their ratio, to the cent", () => {
    const result = scaled(100, [pack("a", 100), pack("b", 100), pack("c", 100)]);
    expect(units(result.budgets)).toEqual({ a: 33.34, b: 33.33, c: 33.33 });
    expect(result).toMatchObject({ surplusMicros: 0n, issues: [] });
  });

  test("at or above changes nothing by itself: the surplus is shown; scaling up is a choice", () => {
    const packages = [pack("a", 60), pack("b", 40)];
    expect(scaled(150, packages)).toMatchObject({ surplusMicros: usd(50) });
    expect(units(scaled(150, packages).budgets)).toEqual({ a: 60, b: 40 });
    expect(units(scaled(150, packages, { scaleUp: true }).budgets)).toEqual({ a: 90, b: 60 });
  });

  test("a package that somebody set stays so; the rest shares what is left", () => {
    const packages = [pack("ctv", 40_000), pack("audio", 20_000)];
    expect(units(scaled(75_000, packages, { overrides: { ctv: 45_000 } }).budgets)).toEqual({
      ctv: 45_000,
      audio: 30_000,
    });
    expect(scaled(75_000, packages, { overrides: { ctv: 45_000, audio: 20_000 } }).surplusMicros).toBe(usd(10_000));
    expect(scaled(50, packages, { overrides: { ctv: 60 } }).issues[0]?.message).toMatch(/come to USD.60\.00/);
  });

  test("nobody falls below what it delivered or its seller's minimum; what they keep is taken from the others", () => {
    const packages = [
      pack("a", 100, { deliveredMicros: usd(70.005) }),
      pack("b", 100),
      pack("c", 100, { minSpendMicros: usd(50) }),
    ];
    expect(units(scaled(150, packages).budgets)).toEqual({ a: 70.01, b: 29.99, c: 50 });
  });

  test("a total below the floors is refused and names the packages that hold it up", () => {
    const packages = [pack("a", 100, { deliveredMicros: usd(70) }), pack("b", 100)];
    const { issues, budgets } = scaled(60, packages);
    expect(issues).toHaveLength(1);
    expect(issues[0]).toMatchObject({ path: "totalMicros" });
    expect(issues[0]?.message).toMatch(/A USD.70\.00/);
    expect(budgets.size).toBe(0);
    const set = scaled(150, packages, { overrides: { a: 50 } });
    expect(set.issues).toMatchObject([{ path: "packages.a.budgetMicros" }]);
    expect(set.issues[0]?.message).toMatch(/A cannot have less than USD.70\.00/);
  });

  test("minor units follow the currency", () => {
    expect(units(scaled(100, [pack("a", 100), pack("b", 100), pack("c", 100)], { currency: "JPY" }).budgets)).toEqual({
      a: 34,
      b: 33,
      c: 33,
    });
    expect(units(scaled(1, [pack("a", 2), pack("b", 1)], { currency: "KWD" }).budgets)).toEqual({ a: 0.667, b: 0.333 });
    expect(scaled(0.5, [pack("a", 1)], { currency: "JPY" }).issues[0]?.message).toBe("JPY has no decimals");
  });

  test("always sums exactly, always in whole minor units, never below a floor", () => {
    const currency = fc.constantFrom("USD", "JPY", "KWD");
    const amount = fc.bigInt({ min: 0n, max: 10_000_000n });
    const part = fc.record({ budget: amount, delivered: amount, least: fc.option(amount) });
    fc.assert(
      fc.property(
        currency,
        fc.array(part, { minLength: 1, maxLength: 8 }),
        fc.bigInt({ min: 1n, max: 50_000_000n }),
        (code, parts, units) => {
          const unit = 10n ** BigInt(6 - minorDigits(code));
          const packages = parts.map(({ budget, delivered, least }, index) => ({
            id: String(index),
            name: String(index),
            budgetMicros: budget * unit,
            deliveredMicros: delivered * 10n,
            minSpendMicros: least === null ? null : least * 10n,
          }));
          const totalMicros = units * unit;
          const floors = packages.reduce((sum, one) => sum + floorOf(one, code), 0n);
          const { budgets, issues } = scaleBudgets({
            currency: code,
            totalMicros,
            packages,
            overrides: new Map(),
            scaleUp: true,
          });
          expect(issues.length > 0).toBe(totalMicros < floors);
          if (issues.length > 0) return;
          expect([...budgets.values()].reduce((a, b) => a + b, 0n)).toBe(totalMicros);
          for (const one of packages) {
            const got = budgets.get(one.id) ?? -1n;
            expect(got % unit).toBe(0n);
            expect(got).toBeGreaterThanOrEqual(floorOf(one, code));
          }
        },
      ),
    );
  });
});
