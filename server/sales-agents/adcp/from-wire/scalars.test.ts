import { expect, test } from "vitest";
import { fromWireNumber } from "@/server/domain/money";
import { statedMicros } from "./scalars";

test("an amount is read as if it were written out", () => {
  const written = (value: number) => fromWireNumber(Number(value.toPrecision(15)), "USD").micros;
  let seed = 7;
  const next = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed;
  };
  for (let round = 0; round < 20_000; round += 1) {
    const whole = next() % 10 ** (round % 10);
    const value = (round % 2 ? 1 : -1) * (whole + (next() % 1_000_000) / 1_000_000);
    expect(statedMicros(value, "USD")).toBe(written(value));
  }
  // Noise of floats past fifteen digits is dropped; what is no six decimals is not an amount.
  expect([0.1 + 0.2, -0, 1e-6, 12.5].map((value) => statedMicros(value, "USD"))).toEqual([
    300_000n,
    0n,
    1n,
    12_500_000n,
  ]);
  const none = [1e-7, 0.1234567, 1e20, Number.NaN, Number.POSITIVE_INFINITY, null, undefined];
  expect(none.map((value) => statedMicros(value, "USD"))).toEqual(none.map(() => undefined));
});
