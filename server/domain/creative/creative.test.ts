import { expect, test } from "vitest";
import { type CreativeMedia, describeMedia, mediaIssues, refuseIssues, webAddressProblem } from "./creative";

const banner: CreativeMedia = { kind: "image", width: 300, height: 250, durationMs: null, clickUrl: null };
const fields = (media: CreativeMedia) => mediaIssues(media).map((issue) => issue.path);

test("a complete creative has nothing wrong", () => {
  expect(mediaIssues({ ...banner, clickUrl: "https://shop.example.com/autumn?x=1" })).toEqual([]);
  expect(mediaIssues({ ...banner, kind: "video", durationMs: 15_000 })).toEqual([]);
});

test.each([
  [{ width: null }, ["width"]],
  [{ width: 0, height: -1 }, ["width", "height"]],
  [{ width: 20_001 }, ["width"]],
  [{ width: 1.5 }, ["width"]],
  [{ kind: "video" as const }, ["durationMs"]],
  [{ durationMs: 1000 }, ["durationMs"]],
  [{ clickUrl: "http://shop.example.com" }, ["clickUrl"]],
])("%j is refused at its field", (over, paths) => {
  expect(fields({ ...banner, ...over })).toEqual(paths);
});

test.each([
  ["https://cdn.example.com/a.png", null],
  ["http://cdn.example.com/a.png", "The address must start with https://"],
  ["javascript:alert(1)", "The address must start with https://"],
  ["data:image/png;base64,AAAA", "The address must start with https://"],
  ["https://me:secret@cdn.example.com/a.png", "The address must not carry a user name or password"],
  ["https://localhost/a.png", "The address needs a full host name"],
  ["cdn.example.com/a.png", "Enter a whole address that starts with https://"],
  [`https://cdn.example.com/${"a".repeat(2000)}`, "The address is too long (at most 2,000 characters)"],
])("%s", (address, problem) => {
  expect(webAddressProblem(address)).toBe(problem);
});

test("a refusal names every field", () => {
  const issues = mediaIssues({ ...banner, width: null, height: null });
  expect(() => refuseIssues(issues)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", issues }));
  expect(() => refuseIssues([])).not.toThrow();
});

test("size and length read in one line", () => {
  expect(describeMedia(banner)).toBe("300×250");
  expect(describeMedia({ width: 1920, height: 1080, durationMs: 7_500 })).toBe("1920×1080 · 7.5 s");
  expect(describeMedia({ width: null, height: 1, durationMs: null })).toBe("size not known");
});
