import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { inWriteTransaction } from "../db/client";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addMillis } from "../domain/time";
import { claimDueJobs, enqueueJob, finishJob, type NewJob, renewLease, rescheduleJob, StaleFence } from "./jobs";

const at = "2026-11-01T00:00:00.000Z";
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

const job = (subjectId: string, more: Partial<NewJob> = {}): NewJob => ({
  id: randomUUID(),
  organisationId: "o",
  kind: "verify_change",
  subjectId,
  lane: subjectId,
  dueAt: at,
  at,
  ...more,
});
const enqueue = (...jobs: NewJob[]) =>
  inWriteTransaction(database.db, async (tx) => {
    for (const one of jobs) await enqueueJob(tx, one);
  });
const claim = (now = at, limit = 10) => claimDueJobs(database.db, { now, leaseMs: 1_000, limit });
const write = inWriteTransaction;

test("enqueueing the same work twice keeps one job, at the earlier time", async () => {
  await enqueue(
    job("a", { dueAt: addMillis(at, 5_000) }),
    job("a", { dueAt: addMillis(at, 1_000) }),
    job("a", { dueAt: addMillis(at, 9_000) }),
  );
  expect(await claim()).toEqual([]);
  expect(await claim(addMillis(at, 1_000))).toHaveLength(1);
});

test("one lane runs one job at a time, oldest first; other lanes go on", async () => {
  await enqueue(
    job("late", { lane: "buy", dueAt: at }),
    job("early", { lane: "buy", dueAt: addMillis(at, -10) }),
    job("other", { lane: "elsewhere" }),
  );
  const taken = await claim();
  expect(taken.map((one) => one.subjectId).sort()).toEqual(["early", "other"]);
  expect(await claim()).toEqual([]);
  for (const one of taken) await write(database.db, (tx) => finishJob(tx, one));
  expect((await claim()).map((one) => one.subjectId)).toEqual(["late"]);
});

test("a job whose holder died is taken again after its lease, and the dead one can no longer write", async () => {
  await enqueue(job("a"));
  const [dead] = await claim();
  expect(await claim(addMillis(at, 999))).toEqual([]);
  const [next] = await claim(addMillis(at, 1_000));
  if (!dead || !next) throw new Error("nothing was claimed");
  expect(next.fence).toBe(dead.fence + 1);
  await expect(write(database.db, (tx) => finishJob(tx, dead))).rejects.toThrow(StaleFence);
  await expect(write(database.db, (tx) => rescheduleJob(tx, dead, at))).rejects.toThrow(StaleFence);
  expect(await renewLease(database.db, dead, { now: at, leaseMs: 60_000 })).toBe(false);
  await write(database.db, (tx) => finishJob(tx, next));
  expect(await database.db.job.count()).toBe(0);
});

test("what a dead worker left behind does not wait for the backlog", async () => {
  await enqueue(job("left"));
  await claim();
  await enqueue(...Array.from({ length: 30 }, (_, index) => job(`backlog-${index}`)));
  const [first] = await claim(addMillis(at, 1_000), 1);
  expect(first?.subjectId).toBe("left");
});

test("a renewed lease is not taken over", async () => {
  await enqueue(job("a"));
  const [held] = await claim();
  if (!held) throw new Error("nothing was claimed");
  expect(await renewLease(database.db, held, { now: at, leaseMs: 60_000 })).toBe(true);
  expect(await claim(addMillis(at, 30_000))).toEqual([]);
});

test("what is asked for while the job runs is run once more", async () => {
  await enqueue(job("a"));
  const [held] = await claim();
  if (!held) throw new Error("nothing was claimed");
  await enqueue(job("a", { dueAt: addMillis(at, 10) }));
  await write(database.db, (tx) => finishJob(tx, held));
  const [again] = await claim(addMillis(at, 10));
  expect(again?.subjectId).toBe("a");
});

test("a failed run counts, a good one starts over", async () => {
  await enqueue(job("a"));
  for (const [error, attempts] of [
    ["timeout", 1],
    ["timeout", 2],
    [undefined, 0],
  ] as const) {
    const [held] = await claim();
    if (!held) throw new Error("nothing was claimed");
    await write(database.db, (tx) => rescheduleJob(tx, held, at, error));
    expect(await database.db.job.findFirst()).toMatchObject({ attempts, lastError: error ?? null });
  }
});

test("many claims at once give each job to exactly one", async () => {
  await enqueue(...Array.from({ length: 40 }, (_, index) => job(`s${index}`)));
  const taken = (await Promise.all(Array.from({ length: 12 }, () => claim(at, 7)))).flat();
  expect(taken).toHaveLength(40);
  expect(new Set(taken.map((one) => one.subjectId)).size).toBe(40);
});

test("many claims at once hold one job of a lane, again and again", async () => {
  await enqueue(...Array.from({ length: 6 }, (_, index) => job(`s${index}`, { lane: "buy" })));
  for (let left = 6; left > 0; left -= 1) {
    const taken = (await Promise.all(Array.from({ length: 6 }, () => claim(at, 3)))).flat();
    expect(taken.map((one) => one.lane)).toEqual(["buy"]);
    for (const one of taken) await write(database.db, (tx) => finishJob(tx, one));
  }
});

test("leases of workers whose clocks are off end by the database's", async () => {
  await enqueue(job("a", { dueAt: "2020-01-01T00:00:00.000Z" }));
  const byDatabase = { leaseMs: 60_000, limit: 1 };
  const [held] = await claimDueJobs(database.db, byDatabase);
  if (!held) throw new Error("nothing was claimed");
  expect(await claimDueJobs(database.db, byDatabase)).toEqual([]);
  expect(await renewLease(database.db, held, { leaseMs: 0 })).toBe(true);
  expect(await claimDueJobs(database.db, byDatabase)).toMatchObject([{ subjectId: "a", fence: held.fence + 1 }]);
});

test("a kind that only a newer release knows is left to it", async () => {
  await enqueue(job("a"));
  await database.db.job.updateMany({ data: { kind: "dance" } });
  expect(await claim()).toEqual([]);
});
