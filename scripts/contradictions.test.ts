import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** docs/contradictions.md names a test for each of the 26; a test that is renamed or gone makes this one fail. */
const rows = readFileSync("docs/contradictions.md", "utf8")
  .split("\n")
  .filter((line) => /^\| C\d+ +\|/.test(line))
  .map((line) => line.split(" | ").map((cell) => cell.replace(/^\| | \|$/g, "").trim()));

test("all 26 are held", () => {
  const held = new Set(rows.map(([number]) => number));
  expect([...held]).toEqual(Array.from({ length: 26 }, (_, index) => `C${index + 1}`));
});

test.each(rows)("%s: %s %s", (_number, _between, _held, file = "", name = "") => {
  expect(readFileSync(file, "utf8")).toContain(JSON.stringify(name));
});
