import { expect, it } from "vitest";
import { wantedPages, withPage } from "./page-chain";

const page = (nextCursor: string | null) => ({ nextCursor });
const three = [page("a"), page("b"), page(null)];

it("asks for the first page when nothing is known, whatever was in view before", () => {
  expect(wantedPages([], { from: 0, to: 0 })).toEqual([0]);
  expect(wantedPages([], { from: 900, to: 930 })).toEqual([0]);
});

it("asks again only for what is in view", () => {
  expect(wantedPages(three, { from: 0, to: 30 })).toEqual([0]);
  expect(wantedPages(three, { from: 190, to: 220 })).toEqual([1, 2]);
});

it("asks for the next page as the end of what is known comes near, and for none after the last", () => {
  expect(wantedPages([page("a")], { from: 10, to: 40 })).toEqual([0]);
  expect(wantedPages([page("a")], { from: 30, to: 60 })).toEqual([0, 1]);
  expect(wantedPages([page("a")], { from: 70, to: 100 })).toEqual([0, 1]);
  expect(wantedPages([page(null)], { from: 70, to: 100 })).toEqual([0]);
  expect(wantedPages(three, { from: 270, to: 300 })).toEqual([2]);
});

it("takes a page's new rows in its place and keeps the array when nothing changed", () => {
  const again = page("z");
  expect(withPage(three, 1, again)).toEqual([three[0], again, three[2]]);
  expect(withPage(three, 1, three[1])).toBe(three);
  expect(withPage(three, 1, undefined)).toBe(three);
});

it("forgets what was beyond a page that is now the last, and takes no page after a gap", () => {
  const last = page(null);
  expect(withPage(three, 0, last)).toEqual([last]);
  expect(withPage([page("a")], 3, last)).toHaveLength(1);
});
