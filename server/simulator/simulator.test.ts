import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Protection, protections } from "./protections";
import { runSchedule } from "./run-schedule";
import { scheduleOf } from "./schedule";
import { World } from "./world";

const run = promisify(execFile);
const simulate = (...args: readonly string[]) =>
  run(process.execPath, ["--import", "tsx", "server/simulator/simulate.ts", ...args]);

/** `npm run verify` runs 20,000 as a step of its own; `npm run simulate -- 1000000` is for the night. */
const schedules = 200;

test(`${schedules} schedules of faults end with nothing lost, doubled or ignored`, async () => {
  // A run with violations fails: what it printed names each seed and the command that replays it.
  const ran = await simulate(String(schedules)).catch((error: unknown) => error);
  const { stdout } = ran as { readonly stdout: string };
  expect(stdout).toMatch(new RegExp(`^${schedules} schedules, .*: 0 with violations\\n$`));
}, 600_000);

test("the same seed is the same run", async () => {
  const heads = [];
  for (let round = 0; round < 2; round++) {
    const world = new World(scheduleOf(41));
    await world.run();
    const [organisation] = world.store.rows("organisation");
    heads.push([organisation?.auditHead, organisation?.auditSeq, world.crashes, world.time.now]);
  }
  expect(heads[1]).toEqual(heads[0]);
  expect(heads[0]?.[1]).toBeGreaterThan(3);
});

/** From where the search begins, so that it is short; a seed moves when the schedules do. */
const seeds: Record<Protection, number> = {
  "the same key on every try": 1,
  "stop before the replay window ends": 60,
  "quarantine before a new key": 140,
  "a hint is not the truth": 90,
  polling: 1,
  "claim before send": 1,
  "compare before send": 1,
  "one call at a time per buy": 8,
};
const mostTried = 1_500;

describe("without one protection the simulator finds what it kept from happening:", () => {
  test.each(protections)("%s", async (protection) => {
    let found: readonly string[] = [];
    let seed = seeds[protection];
    for (; found.length === 0 && seed < seeds[protection] + mostTried; seed++) {
      const { violations } = await runSchedule(seed, protection);
      found = violations.map((one) => one.rule);
    }
    expect(found).not.toEqual([]);
    expect(found).not.toContain("threw");
    expect((await runSchedule(seed - 1)).violations).toEqual([]);
  });
});

test("a seed that fails comes with the command that replays it", async () => {
  const failed = await simulate("40", "1", "--without", "the same key on every try").catch((error: unknown) => error);
  const { stdout } = failed as { readonly stdout: string };
  const [, seed = ""] = /npm run simulate -- 1 (\d+) --without "the same key on every try"/.exec(stdout) ?? [];
  const { violations } = await runSchedule(Number(seed), "the same key on every try");
  expect(stdout).toContain(violations[0]?.detail);
});
