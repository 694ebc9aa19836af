import { expect, test } from "vitest";
import { draftProblems, emptyDraft, inputOf } from "./creative-draft";

const typed = {
  ...emptyDraft,
  name: " Banner ",
  from: "url" as const,
  url: "https://cdn.example.com/a.png",
  width: "300",
  height: "250",
};

test("what is typed becomes what is sent", () => {
  expect(inputOf(typed)).toEqual({
    name: "Banner",
    clickUrl: null,
    width: 300,
    height: 250,
    durationMs: null,
    source: { from: "url", url: "https://cdn.example.com/a.png", kind: "image" },
  });
  expect(inputOf({ ...typed, kind: "video", seconds: "7,5" }).durationMs).toBe(7500);
});

test("an edit that keeps its uploaded file sends no source", () => {
  expect(inputOf({ ...typed, from: "upload" })).not.toHaveProperty("source");
});

test.each([
  [{}, []],
  [{ name: "  " }, ["name"]],
  [{ url: "cdn" }, ["url"]],
  [{ width: "" }, ["width"]],
  [{ width: "abc" }, ["width"]],
  [{ height: "-3" }, ["height"]],
  [{ kind: "video" as const }, ["durationMs"]],
  [{ clickUrl: "ftp://x.example.com" }, ["clickUrl"]],
  [{ from: "upload" as const, width: "" }, ["file"]],
])("%j is wrong at %j before anything is sent", (over, fields) => {
  expect(Object.keys(draftProblems({ ...typed, ...over }, true))).toEqual(fields);
});
