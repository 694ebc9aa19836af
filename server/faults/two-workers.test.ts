import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "../db/test-database";
import { bundled } from "../test-program";

/** R9 and row 28: how many jobs three workers share. R9_TASKS=20000 for the whole goal. */
const tasks = Number(process.env.R9_TASKS ?? 1_000);
/** Jobs that must not run beside each other. */
const perLane = 4;
/** What one worker takes at once. */
const handful = 16;

let program: string;
beforeAll(async () => {
  program = await bundled("server/faults/test-lease-process.ts");
});

function worker(url: string, skewMinutes: number, stalls: boolean) {
  const child = spawn(process.execPath, [program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      NODE_ENV: "production",
      PATH: process.env.PATH,
      DATABASE_URL: url,
      SKEW_MS: String(skewMinutes * 60_000),
      STALLS: stalls ? "1" : "0",
    },
  });
  let said = "";
  child.stdout.on("data", (text: Buffer) => (said += text.toString()));
  return { child, gone: once(child, "exit").then(() => said.trim()) };
}

type Counted = { readonly claimed: number; readonly stale: number; readonly crowded: number };

test(`${tasks} jobs, three workers: one killed, one stalling past its lease, clocks ten minutes off: none is done twice`, async () => {
  const database = await testDatabase({ synchronous: "NORMAL", busyTimeoutMs: 20_000 });
  const past = new Date("2020-01-01T00:00:00Z");
  await database.db.job.createMany({
    data: Array.from({ length: tasks }, (_, index) => ({
      id: `job-${index}`,
      organisationId: `organisation-${index % 4}`,
      kind: "verify_change",
      subjectId: `task-${index}`,
      lane: `lane-${index % (tasks / perLane)}`,
      dueAt: past,
      createdAt: past,
    })),
  });
  const since = performance.now();
  const dying = worker(database.url, 0, false);
  const ahead = worker(database.url, 10, false);
  const behind = worker(database.url, -10, true);
  const done = () => database.db.rateLimit.count();
  await expect.poll(done, { timeout: 120_000, interval: 10 }).toBeGreaterThan(tasks / 5);
  dying.child.kill("SIGKILL");
  await dying.gone;
  const said = await Promise.all([ahead.gone, behind.gone]);
  const seconds = (performance.now() - since) / 1_000;
  const rows = await database.db.rateLimit.findMany({ select: { count: true, lastRequest: true } });
  expect(rows).toHaveLength(tasks);
  expect(rows.filter((row) => row.count !== 1)).toEqual([]);
  expect(await database.db.job.count()).toBe(0);
  const [first, second] = said.map((line) => JSON.parse(line) as Counted);
  expect([first?.crowded, second?.crowded]).toEqual([0, 0]);
  expect(second?.stale).toBeGreaterThan(0);
  // Nobody's clock ends anybody's lease: taken twice is what the dead held and what somebody was too slow for.
  const again = rows.filter((row) => Number(row.lastRequest) > 1).length;
  expect(again).toBeGreaterThan(0);
  expect(again).toBeLessThanOrEqual(handful + (first?.stale ?? 0) + (second?.stale ?? 0));
  expect(again).toBeLessThan(tasks / 5);
  process.stdout.write(`R9: ${tasks} jobs, each once, in ${seconds.toFixed(1)} s; ${again} again; ${said.join(" ")}\n`);
  await database.dispose();
}, 900_000);
