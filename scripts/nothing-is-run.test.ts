import fs from "node:fs";
import { expect, test } from "vitest";

/** Text from outside reaches no interpreter (quality A20): the app has none. */
const forbidden =
  /\beval\(|new Function\(|node:(vm|child_process|worker_threads)|dangerouslySetInnerHTML|\.innerHTML\b|document\.write\(/;

/** Sellers of our own, tools and tests: no part of what answers people and sellers. */
const apart =
  /\.test\.tsx?$|\/test-[^/]+$|^server\/(sandbox|faults|simulator|proof|db\/generated[^/]*)\/|-process\.ts$/;

const sources = ["app", "server"].flatMap((folder) =>
  fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((name) => /\.tsx?$/.test(name) && !apart.test(name)),
);

test("the app evaluates nothing, starts nothing and writes no markup of its own", () => {
  expect(sources.length).toBeGreaterThan(400);
  const lines = sources.flatMap((name) =>
    fs
      .readFileSync(name, "utf8")
      .split("\n")
      .flatMap((line, index) => (forbidden.test(line) ? [`${name}:${index + 1} ${line.trim()}`] : [])),
  );
  expect(lines).toEqual([]);
});

test("what it looks for it would find", () => {
  for (const line of ['eval("1")', "new Function()", 'from "node:vm"', "dangerouslySetInnerHTML={{", "x.innerHTML = y"])
    expect(line).toMatch(forbidden);
});
