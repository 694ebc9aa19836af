import fs from "node:fs";
import { ensureBuild, ensureClient, ensureDriver, unpackPackages } from "./checkout.mjs";
import { ensureChromium } from "./chromium.mjs";
import { checkFirstLoad } from "./first-load.mjs";
import { findPostgresql } from "./postgresql.mjs";
import { testOnPostgresql } from "./postgresql-suites.mjs";
import { bin, killAll, runNode } from "./processes.mjs";
import { counts, resultFile, runVitest } from "./run-vitest.mjs";
import { Problem, timed } from "./terminal.mjs";

const bins = {
  ...bin,
  biome: ["node_modules/@biomejs/biome/bin/biome"],
  depcruise: ["node_modules/dependency-cruiser/bin/dependency-cruise.mjs"],
  knip: ["node_modules/knip/bin/knip.js"],
  tsc: ["node_modules/typescript-native/bin/tsc"],
};

let chromium = "";
/** The same, begun once there are packages to start it with: fetching a lighter one waits for the network. */
let browser;
/** Where it is, or what came of installing it: begun at once, since that waits for the network while packages are unpacked. */
let postgresql;
/** The database's driver: where it has to be compiled, that takes one processor a minute, and the checks of sources need none of it. */
let driver;

/** In this order; one that is `needed` by all that follow ends the run when it fails, one `beside` runs along with them. */
const steps = [
  { title: "Packages as in the lock file", work: unpackPackages, needed: true },
  { title: "Database client", work: beginDriver, needed: true },
  { title: "Lint and format", work: () => command([...bins.biome, "check", "--error-on-warnings"]) },
  // One processor each, and they change nothing.
  {
    title: "Layers",
    work: () => command([...bins.depcruise, "--config", ".dependency-cruiser.cjs", "."]),
    beside: true,
  },
  { title: "Dead code", work: () => command([...bins.knip]), beside: true },
  { title: "Types", work: types },
  { title: "Database driver", work: () => driver, needed: true },
  // Takes what the next steps leave idle: they wait for servers, pages and processes some of their time.
  { title: "Simulated schedules", work: simulate, beside: true },
  { title: "Unit and integration tests", work: () => runVitest() },
  // Sellers that answer after a while: most of it is waiting.
  { title: "Sandbox storyboards", work: storyboards, beside: true },
  { title: "PostgreSQL", work: () => testOnPostgresql(postgresql) },
  { title: "Production build", work: () => ensureBuild() },
  { title: "First-load JavaScript", work: () => checkFirstLoad() },
  { title: "Container", work: () => command(["scripts/check-container.mjs"]) },
  { title: "Chromium", work: findChromium },
  { title: "Browser tests", work: e2e },
];

/** Everything that must hold, from a fresh clone; the last line says how much of it does. */
export async function runVerify() {
  process.on("exit", killAll);
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => process.exit(1));
  postgresql = findPostgresql();
  // Its step says what went wrong, if anything did.
  postgresql.catch(() => undefined);
  const results = [];
  for (const { title, work, needed, beside } of steps) {
    const running = outcomeOf(title, work).then((outcome) => ({ title, ...outcome }));
    results.push(running);
    if (!beside && (await running).failed > 0 && needed) break;
  }
  process.exit(summary(await Promise.all(results)) > 0 ? 1 : 0);
}

/** Prints what each step came to and, last, what failed: what keeps only an output's end must still say it. */
function summary(results) {
  const sum = (what) => results.reduce((total, result) => total + result[what], 0);
  console.log("");
  for (const result of results) console.log(line(result));
  const notRun = steps.slice(results.length).map((step) => step.title);
  if (notRun.length > 0) console.log(`Not run: ${notRun.join(", ")}`);
  for (const name of results.flatMap((result) => result.names ?? []).slice(0, 40)) console.log(`FAILED  ${name}`);
  console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
  return sum("failed");
}

function line({ title, passed, failed, notRun }) {
  if (notRun) return `        ${title}: not run: ${notRun}`;
  return `${failed > 0 ? "FAILED" : "ok    "}  ${title}${passed + failed > 1 ? `: ${passed} passed, ${failed} failed` : ""}`;
}

/** A step is one check, unless it counts tests of its own. */
async function outcomeOf(title, work) {
  let counted;
  try {
    await timed(title, async () => {
      const answer = await work();
      if (typeof answer !== "object") return answer;
      if (answer.notRun) {
        counted = { passed: 0, failed: 0, notRun: answer.notRun };
        return `not run: ${answer.notRun}`;
      }
      counted = { passed: answer.passed, failed: answer.failed, names: answer.names };
      if (answer.failed > 0) throw new Problem(`${answer.passed} passed, ${answer.failed} failed`, answer.output);
      return `${answer.passed} passed`;
    });
    return counted ?? { passed: 1, failed: 0 };
  } catch (error) {
    const known = error instanceof Problem;
    console.log(known ? `\n${error.output}\n${error.message}\n` : `\n${error.stack}\n`);
    return counted ?? { passed: 0, failed: 1 };
  }
}

async function command(args, options) {
  const { code, output } = await runNode(args, options);
  if (code !== 0) throw new Problem(`Exit code ${code}`, output.trimEnd());
}

function beginDriver() {
  driver = ensureDriver();
  // Its step says what went wrong, if anything did.
  driver.catch(() => undefined);
  browser = ensureChromium();
  browser.catch(() => undefined);
  return ensureClient();
}

async function types() {
  await command([...bins.next, "typegen"]);
  await command([...bins.tsc, "--noEmit"]);
}

const schedules = 20_000;

async function simulate() {
  const { code, output } = await runNode([...bins.tsx, "server/simulator/simulate.ts", String(schedules)], {
    yielding: true,
  });
  // A run with violations fails: what it printed names each seed and the command that replays it.
  if (code !== 0) throw new Problem(`Exit code ${code}`, output.trimEnd());
  return output.trim().split("\n").at(-1);
}

async function storyboards() {
  const ran = await runNode([...bins.tsx, "server/sandbox/run-storyboards.ts"]);
  const count = (word) => ran.output.split("\n").filter((line) => line.startsWith(`${word} `)).length;
  const [passed, failed] = [count("pass"), count("FAIL")];
  if (passed + failed === 0) throw new Problem("The storyboards did not come to a result", ran.output);
  return counts(ran, passed, failed);
}

async function findChromium() {
  chromium = await browser;
  return chromium;
}

async function e2e() {
  if (!chromium) throw new Problem("No browser to run them in");
  const file = resultFile("e2e.json");
  const ran = await runNode([...bins.playwright, "test"], { env: { CHROMIUM_PATH: chromium, CI: "1" } });
  if (!fs.existsSync(file)) throw new Problem("Playwright did not come to a result", ran.output);
  const report = JSON.parse(fs.readFileSync(file, "utf8"));
  const { expected, unexpected, flaky, skipped } = report.stats;
  return { ...counts(ran, expected, unexpected + flaky + skipped), names: report.suites.flatMap(unexpectedSpecs) };
}

/** Titles of the browser tests that did not simply pass, in a suite of Playwright's JSON report and those within it. */
function unexpectedSpecs({ file, specs = [], suites = [] }) {
  return [
    ...specs
      .filter((spec) => spec.tests.some(({ status }) => status !== "expected"))
      .map((spec) => `${file} > ${spec.title}`),
    ...suites.flatMap(unexpectedSpecs),
  ];
}
