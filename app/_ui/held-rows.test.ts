import { expect, it } from "vitest";
import { type HeldRows, heldRows } from "./held-rows";

type Row = { readonly id: string; readonly name?: string };
const [a, b, c] = [{ id: "a" }, { id: "b" }, { id: "c" }];
const start = heldRows<Row>(null, [a, b]);
const words = ({ shown }: HeldRows<Row>) => shown.map(({ row, isGone }) => row.id + (isGone ? " left" : ""));

it("is as it came, and the same while nothing changes", () => {
  expect(words(start)).toEqual(["a", "b"]);
  expect(heldRows(start, [a, b])).toBe(start);
  expect(start.hasMoved).toBe(false);
});

it("keeps every row in its place when another order comes, and says so", () => {
  const renamed = { id: "b", name: "B" };
  const held = heldRows(start, [renamed, a]);
  expect(held).toEqual({
    shown: [
      { row: a, isGone: false },
      { row: renamed, isGone: false },
    ],
    hasMoved: true,
  });
  expect(heldRows(held, [a, renamed]).hasMoved).toBe(false);
});

it("keeps the place of what left, and puts what is new last", () => {
  const held = heldRows(start, [c, b]);
  expect(words(held)).toEqual(["a left", "b", "c"]);
  expect(held.hasMoved).toBe(true);
  expect(words(heldRows(held, [a, b, c]))).toEqual(["a", "b", "c"]);
});

it("shows what comes into an empty list at once", () => {
  const empty = heldRows<Row>(null, []);
  expect(heldRows(empty, [])).toBe(empty);
  expect(heldRows(empty, [a])).toEqual({ shown: [{ row: a, isGone: false }], hasMoved: false });
});
