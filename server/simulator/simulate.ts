import { type ChildProcess, fork } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import { protections } from "./protections";
import type { Outcome } from "./run-schedule";
import type { Report, Share } from "./share";

/**
 * npm run simulate -- <schedules> [firstSeed] [--without "<protection>"]: runs seeds firstSeed, firstSeed + 1, … on two processes.
 * Every seed that fails is printed with the command that replays it; the exit code says whether any did.
 */
type Asked = Omit<Share, "step">;

const processes = 2;
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

/**
 * A share's code as one file, as deep as the sources, which find prisma/ by their own place. tsx compiles and loads hundreds of modules for
 * each process and names every function anew whenever it is made: a quarter of a share's time.
 */
const folder = path.join(import.meta.dirname, "../../node_modules/.cache/simulator");

async function bundledShare(): Promise<string> {
  const outfile = path.join(folder, `${process.pid}.mjs`);
  const entryPoints = [path.join(import.meta.dirname, "share.ts")];
  const form = { bundle: true, packages: "external", platform: "node", format: "esm", target: "node20" } as const;
  await build({ ...form, entryPoints, outfile, sourcemap: "inline", logLevel: "warning" });
  return outfile;
}

/** Schedules leave much behind that dies young. */
const execArgv = ["--enable-source-maps", "--max-semi-space-size=32"];

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
  const file = await bundledShare();
  const children = shares.map((share) => fork(file, [JSON.stringify(share)], { execArgv }));
  await Promise.all(children.map((child) => ended(child, take))).finally(() => fs.rmSync(file));
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

process.exitCode = (await simulate(askedBy(process.argv.slice(2)))) === 0 ? 0 : 1;
