import { expect, test } from "vitest";
import type { RefineEntry, RefinementNote } from "../media-buy/proposal";
import { matchNotes } from "./match-notes";

const entries: readonly RefineEntry[] = [
  { scope: "request", ask: "more video" },
  { scope: "product", productId: "a", action: "omit" },
  { scope: "product", productId: "b", action: "more_like_this" },
];
const note = (scope: string, id: string | null, status: string): RefinementNote => ({ scope, id, status, notes: null });
const statuses = (notes: readonly RefinementNote[]) => matchNotes(entries, notes).map((one) => one.note?.status);

test("notes answer the entries by position", () => {
  const notes = [note("request", null, "partial"), note("product", "a", "applied"), note("product", "b", "unable")];
  expect(statuses(notes)).toEqual(["partial", "applied", "unable"]);
});

test("notes out of order go to what they echo, and a note of something else goes nowhere", () => {
  const notes = [note("product", "b", "unable"), note("product", "c", "applied"), note("request", null, "applied")];
  expect(statuses(notes)).toEqual(["applied", undefined, "unable"]);
});

test("an answer without notes leaves every entry open", () => {
  expect(statuses([])).toEqual([undefined, undefined, undefined]);
});
