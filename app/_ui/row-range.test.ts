import { expect, it } from "vitest";
import { rangeOf } from "./row-range";

const at = (row: number) => ({ scrollTop: row * 52, clientHeight: 520 });
const start = rangeOf(at(0), 52, { from: 0, to: 26, isFlying: false }, "rests");

it("draws what is seen and four rows beyond each edge, and keeps the object while nothing moves", () => {
  expect(start).toEqual({ from: 0, to: 15, isFlying: false });
  expect(rangeOf(at(40), 52, start, "rests")).toEqual({ from: 36, to: 55, isFlying: false });
  expect(rangeOf(at(0), 52, start, "scrolls")).toBe(start);
});

it("a scroll row by row changes a row at each edge", () => {
  const shown = rangeOf(at(40), 52, start, "rests");
  expect(rangeOf(at(42), 52, shown, "scrolls")).toEqual({ from: 38, to: 57, isFlying: false });
});

it("rows that come by the dozen fly by, whatever follows, until the scroll rests", () => {
  const flying = rangeOf(at(13), 52, rangeOf(at(40), 52, start, "rests"), "scrolls");
  expect(flying).toEqual({ from: 12, to: 25, isFlying: true });
  const slower = rangeOf(at(14), 52, flying, "scrolls");
  expect(slower).toEqual({ from: 13, to: 26, isFlying: true });
  expect(rangeOf(at(14), 52, slower, "rests")).toEqual({ from: 10, to: 29, isFlying: false });
});
