import { type ChildProcess, fork } from "node:child_process";
import { type Protection, protections } from "./protections";
import { type Outcome, runSchedule } from "./run-schedule";

/**
 * npm run simulate -- <schedules> [firstSeed] [--without "<protection>"]: runs seeds firstSeed, firstSeed + 1, … on two processes.
 * Every seed that fails is printed with the command that replays it; the exit code says whether any did.
 */
type Asked = { readonly schedules: number; readonly firstSeed: number; readonly without: Protection | null };
type Share = Asked & { readonly step: number };
type Report = { readonly done: number; readonly crashes: number; readonly failed: readonly Outcome[] };

const processes = 2;
const reportEvery = 250;
const mostShown = 20;

function askedBy(args: readonly string[]): Asked {
  const at = args.indexOf("--without");
  const name = at === -1 ? null : args.slice(at + 1).join(" ");
  const without = protections.find((one) => one === name) ?? null;
  if (name !== null && without === null) throw new Error(`--without takes one of: ${protections.join(", ")}`);
  const [schedules = 1_000, firstSeed = 1] = (at === -1 ? args : args.slice(0, at)).map(Number);
  if (!Number.isInteger(schedules) || !Number.isInteger(firstSeed))
    throw new Error("Say how many schedules, from which seed");
  return { schedules, firstSeed, without };
}

/** One process's share: every `step`th seed. */
async function runShare({ schedules, firstSeed, step, without }: Share): Promise<void> {
  let report: { done: number; crashes: number; failed: Outcome[] } = { done: 0, crashes: 0, failed: [] };
  const send = () => {
    process.send?.(report);
    report = { done: 0, crashes: 0, failed: [] };
  };
  for (let seed = firstSeed; seed < firstSeed + schedules; seed += step) {
    const outcome = await runSchedule(seed, without);
    report.done += 1;
    report.crashes += outcome.crashes;
    if (outcome.violations.length > 0) report.failed.push(outcome);
    if (report.done === reportEvery) send();
  }
  send();
  process.disconnect();
}

/** Schedules leave much behind that dies young. */
const execArgv = [...process.execArgv, "--max-semi-space-size=32"];

async function simulate(asked: Asked): Promise<number> {
  const began = performance.now();
  const total = { done: 0, crashes: 0, failed: 0 };
  const take = (report: Report) => {
    total.done += report.done;
    total.crashes += report.crashes;
    for (const outcome of report.failed) {
      total.failed += 1;
      show(outcome, asked, total.failed);
    }
    const perSecond = Math.round(total.done / ((performance.now() - began) / 1000));
    if (process.stderr.isTTY) process.stderr.write(`\r${total.done} of ${asked.schedules}, ${perSecond} a second `);
  };
  const shares = Array.from({ length: processes }, (_, index) => ({
    ...asked,
    firstSeed: asked.firstSeed + index,
    schedules: asked.schedules - index,
    step: processes,
  }));
  await Promise.all(
    shares.map((share) => ended(fork(import.meta.filename, ["--share", JSON.stringify(share)], { execArgv }), take)),
  );
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const how = asked.without === null ? "" : ` without ${asked.without}`;
  process.stdout.write(
    `${total.done} schedules${how}, ${total.crashes} crashes, ${seconds} s: ${total.failed} with violations\n`,
  );
  return total.failed;
}

function show(outcome: Outcome, { without }: Asked, count: number): void {
  if (count > mostShown) return;
  const flag = without === null ? "" : ` --without "${without}"`;
  const lines = outcome.violations.slice(0, 3).map(({ rule, detail }) => `  ${rule}: ${detail}`);
  process.stdout.write(`seed ${outcome.seed} · npm run simulate -- 1 ${outcome.seed}${flag}\n${lines.join("\n")}\n`);
}

function ended(child: ChildProcess, take: (report: Report) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on("message", (report) => take(report as Report));
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`A share ended with ${code}`))));
  });
}

const [first, share] = process.argv.slice(2);
if (first === "--share") await runShare(JSON.parse(share ?? "{}") as Share);
else process.exitCode = (await simulate(askedBy(process.argv.slice(2)))) === 0 ? 0 : 1;
