import fs from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/**
 * A20: a seller's text reaches no interpreter and no shell, because the app has none. `.dependency-cruiser.cjs` holds the imports. One thread
 * hashes passwords (docs/decisions/0030), one keeps SQLite's log short (0028): what they run is a text of ours into which nothing is put.
 */
const threads = ["server/auth/password-thread.ts", "server/db/wal-checkpoints.ts"];
const root = path.resolve(".");
/** Not of the running app: sellers to play with, proofs, and what only tests start. */
const beside =
  /\.test\.tsx?$|\/test-[^/]+\.tsx?$|\/generated(-postgresql)?\/|^server\/(sandbox|simulator|proof|faults)\/|contending-process/;

function sources(): readonly string[] {
  const inside = ["app", "server"].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
  );
  return [...inside, "instrumentation.ts", "proxy.ts", "scripts/serve.mjs"].filter(
    (name) => /\.(tsx?|mjs)$/.test(name) && !beside.test(name),
  );
}

const aThread = "a process, another context or a thread";
const evaluates: readonly (readonly [string, RegExp])[] = [
  ["eval", /(?<![\w.'"`-])eval\s*\(/],
  ["Function", /\bnew\s+Function\b|(?<![\w.])Function\s*\(/],
  ["a constructor reached through a value", /\.constructor\s*\(|\["constructor"\]/],
  ["a timer with a text", /\bset(Timeout|Interval|Immediate)\s*\(\s*["'`]/],
  ["an import by a made-up name", /\bimport\s*\(\s*(?!["'`])[^)/]/],
  ["require by a made-up name", /(?<!\w)require\s*\(\s*[^"'`)\s]/],
  ["markup from a text", /dangerouslySetInnerHTML|\.innerHTML\s*=|\.outerHTML\s*=|insertAdjacentHTML|document\.write/],
  [aThread, /["'](node:)?(child_process|vm|worker_threads|cluster|repl|inspector)["']/],
  ["a script from a text", /createObjectURL\([^)]*javascript|javascript:(?!`|"|'|\))/],
];

describe("the running app", () => {
  const files = sources().map((name) => ({ name, text: fs.readFileSync(path.join(root, name), "utf8") }));

  test.each(evaluates)("has no %s", (what, pattern) => {
    expect(files.length).toBeGreaterThan(500);
    const found = files
      .filter(({ name, text }) => pattern.test(text) && !(what === aThread && threads.includes(name)))
      .map(({ name, text }) => `${name}: ${pattern.exec(text)?.[0]}`);
    expect(found).toEqual([]);
  });

  test.each(threads)("has a thread in %s, and nothing is put into what it runs", (file) => {
    const text = files.find(({ name }) => name === file)?.text ?? "";
    const [, program = ""] = /^const program = `\n([^`]+)`;$/m.exec(text) ?? [];
    expect(program).toMatch(/parentPort\.on\("message"/);
    expect(program).not.toMatch(/\$\{|\\|process\.env/);
    const rest = text.replace(program, "");
    expect(rest.match(/node:(child_process|vm|worker_threads|cluster)/g)).toEqual(["node:worker_threads"]);
    expect(rest.match(/\bnew Worker\(program, \{|Reflect\.construct\(Worker, \[program, /g)).toHaveLength(1);
    expect(rest.match(/\bnew Worker\(|Reflect\.construct\(/g)).toHaveLength(1);
  });

  test("is looked through for what these patterns mean", () => {
    const planted = [
      "eval(text)",
      "new Function(text)",
      "value.constructor(text)",
      'setTimeout("text")',
      "import(name)",
      "require(name)",
      "node.innerHTML = text",
      'from "node:child_process"',
    ];
    for (const text of planted)
      expect(
        evaluates.some(([, pattern]) => pattern.test(text)),
        text,
      ).toBe(true);
  });
});
