import type { Protection } from "./protections";
import { type Outcome, runSchedule } from "./run-schedule";

export type Share = {
  readonly firstSeed: number;
  readonly schedules: number;
  /** Every `step`th seed. */
  readonly step: number;
  readonly without: Protection | null;
};
export type Report = { readonly done: number; readonly crashes: number; readonly failed: readonly Outcome[] };

const reportEvery = 250;

/** One process's share of the schedules, run where simulate.ts has forked it. */
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

await runShare(JSON.parse(process.argv[2] ?? "{}") as Share);
