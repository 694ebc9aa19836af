import { spawn } from "node:child_process";
import { once } from "node:events";
import { beforeAll, expect, test } from "vitest";
import { testDatabase } from "../db/test-database";
import { bundled, bundleFor } from "./test-killable";

/** R9 and row 28: how many jobs three workers share. R9_TASKS=20000 for the whole goal. */
const tasks = Number(process.env.R9_TASKS ?? 1_000);

beforeAll(() => bundleFor("test-lease-process"));

function worker(url: string, skewMinutes: number, stalls: boolean) {
  const child = spawn(process.execPath, [bundled("test-lease-process")], {
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

test(`${tasks} jobs, three workers: one killed, one stalling past its lease, clocks ten minutes off: none is done twice`, async () => {
  const database = await testDatabase({ synchronous: "NORMAL", busyTimeoutMs: 20_000 });
  const past = new Date("2020-01-01T00:00:00Z");
  await database.db.job.createMany({
    data: Array.from({ length: tasks }, (_, index) => ({
      id: `job-${index}`,
      organisationId: "o",
      kind: "verify_change",
      subjectId: `task-${index}`,
      lane: `lane-${index}`,
      dueAt: past,
      createdAt: past,
    })),
  });
  const dying = worker(database.url, 0, false);
  const ahead = worker(database.url, 10, false);
  const behind = worker(database.url, -10, true);
  const done = () => database.db.rateLimit.count();
  await expect.poll(done, { timeout: 120_000, interval: 10 }).toBeGreaterThan(tasks / 5);
  dying.child.kill("SIGKILL");
  await dying.gone;
  // The clock that is behind would wait ten minutes for what the dead one held; the one ahead does not.
  const said = await Promise.all([ahead.gone, behind.gone]);
  const rows = await database.db.rateLimit.findMany({ select: { count: true } });
  expect(rows).toHaveLength(tasks);
  expect(rows.filter((row) => row.count !== 1)).toEqual([]);
  expect(await database.db.job.count()).toBe(0);
  const stale = said.map((line) => (JSON.parse(line) as { stale: number }).stale);
  expect(stale[1]).toBeGreaterThan(0);
  process.stdout.write(`R9: ${tasks} jobs, each once; ${said.join(" ")}\n`);
  await database.dispose();
}, 900_000);
