import fs from "node:fs";
import path from "node:path";
import { root, runNode } from "./processes.mjs";
import { Problem } from "./terminal.mjs";

/** Where a step's machine-readable result goes; what an earlier run left there is gone. */
export function resultFile(name) {
  const file = path.join(root, "test-results", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.rmSync(file, { force: true });
  return file;
}

/** Skipped tests count as failed: a test that does not run proves nothing. A run that failed otherwise is one failure. */
export function counts({ code, output }, passed, failed) {
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed, output: output.trimEnd() };
}

const firstLine = (text) => text.split("\n", 1)[0].slice(0, 200);

/** Runs the test files that `args` name (none: all) and says how many tests passed and failed, and which. */
export async function runVitest({ result = "vitest.json", args = [], env = {} } = {}) {
  const file = resultFile(result);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  const ran = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...args], { env });
  if (!fs.existsSync(file)) throw new Problem("Vitest did not come to a result", ran.output);
  const { testResults, numPassedTests, numTotalTests } = JSON.parse(fs.readFileSync(file, "utf8"));
  return { ...counts(ran, numPassedTests, numTotalTests - numPassedTests), names: testResults.flatMap(failures) };
}

function failures({ name, message, assertionResults }) {
  const file = path.relative(root, name);
  const failed = assertionResults.filter(({ status }) => status !== "passed");
  if (failed.length === 0) return message ? [`${file}: ${firstLine(message)}`] : [];
  return failed.map((test) => `${file} > ${test.fullName}: ${firstLine(test.failureMessages?.[0] ?? test.status)}`);
}
