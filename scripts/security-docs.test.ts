import fs from "node:fs";
import { describe, expect, test } from "vitest";

const read = (name: string) => fs.readFileSync(new URL(`../${name}`, import.meta.url), "utf8");
const rowsOf = (text: string, first: RegExp) =>
  text
    .split("\n")
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    )
    .filter(([id = ""]) => first.test(id));

/** Files that a cell names. */
const filesIn = (cell: string) =>
  [...cell.matchAll(/(?:[\w.[\]-]+\/)*[\w.[\]-]+\.(?:tsx?|mjs|md)\b/g)].map(([name]) => name);
const missing = (cell: string) =>
  filesIn(cell).filter((name) => !fs.existsSync(new URL(`../${name}`, import.meta.url)));

describe("the ASVS checklist", () => {
  const text = read("docs/asvs-5.0-l2.md");
  const rows = rowsOf(text, /^\d+\.\d+\.\d+$/);

  test("has every requirement of levels 1 and 2 once: 70 and 183 of them", () => {
    expect(new Set(rows.map(([id]) => id)).size).toBe(253);
    expect(rows).toHaveLength(253);
    const chapters = new Map<string, number>();
    for (const [id = ""] of rows) {
      const [chapter = ""] = id.split(".");
      chapters.set(chapter, (chapters.get(chapter) ?? 0) + 1);
    }
    expect([...chapters.values()]).toEqual([27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]);
  });

  test("has a verdict in every row, said why; what is met names a file, and every named file is there", () => {
    const verdicts = ["met", "not applicable", "gap"];
    const bad = rows.filter(([, words, verdict = "", why = ""]) => !words || !verdicts.includes(verdict) || !why);
    expect(bad).toEqual([]);
    const bare = rows.filter(
      ([, , verdict, why = ""]) => verdict === "met" && !/[\w\])]\/|\.md|\.dockerignore|\.ts/.test(why),
    );
    expect(bare.map(([id]) => id)).toEqual([]);
    expect(rows.flatMap(([id, , , why = ""]) => missing(why).map((name) => `${id} ${name}`))).toEqual([]);
  });

  test("counts itself rightly", () => {
    const of = (verdict: string) => rows.filter(([, , one]) => one === verdict).length;
    const said = `${rows.length} requirements: ${of("met")} met, ${of("not applicable")} not applicable, ${of("gap")} gaps.`;
    expect(text).toContain(said);
  });
});

describe("SECURITY.md", () => {
  test("has every row of the abuse matrix, with tests that are there", () => {
    const rows = rowsOf(read("SECURITY.md"), /^A\d+$/);
    expect(rows.map(([id]) => id)).toEqual(Array.from({ length: 20 }, (_, index) => `A${index + 1}`));
    for (const [id, , tests = ""] of rows) {
      expect(
        filesIn(tests).some((name) => /\.(test|spec)\.ts$/.test(name)),
        id,
      ).toBe(true);
      expect(missing(tests), id).toEqual([]);
    }
  });
});
