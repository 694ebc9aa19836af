import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import type { MediaBuyValues } from "../domain/change/patch";
import { claimDueJobs, type JobKind } from "../queue/jobs";
import type { EngineDesk } from "./engine-desk";
import { gathering } from "./gather";
import { engineWorld, lines } from "./test-engine-world";
import { doJob } from "./worker";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

/** Statements that the jobs of this kind that are due take, done together as a worker does them. */
async function statementsOf(desk: EngineDesk, kind: JobKind, jobs: number): Promise<number> {
  const claimed = await claimDueJobs(database.db, { now: desk.ports.clock(), leaseMs: 30_000, limit: 64 });
  expect(claimed.map((job) => job.kind)).toEqual(Array.from({ length: jobs }, () => kind));
  const options = { ...desk.options, gather: gathering() };
  const work = () => Promise.all(claimed.map((job) => doJob(desk.ports, job, options)));
  return (await database.statementsOf(work)).length;
}

const pause = (values: MediaBuyValues): MediaBuyValues => ({ ...values, paused: true });

test("a send and its read-back take few statements, and many together hardly more", async () => {
  const { desk } = await engineWorld(database.db, vault);
  const planned = [];
  for (let index = 0; index < 10; index += 1) planned.push(await desk.plan(lines));
  await desk.runDue();
  const [first, ...others] = planned.map((one) => one.mediaBuyId);
  const edit = await desk.edit(first ?? "", pause);
  const one = [await statementsOf(desk, "send_seller_call", 1), await statementsOf(desk, "verify_change", 1)];
  expect((await desk.change(edit.changeId)).state).toBe("settled");
  await desk.runDue();
  for (const id of others) await desk.edit(id, pause);
  const nine = [await statementsOf(desk, "send_seller_call", 9), await statementsOf(desk, "verify_change", 9)];
  console.info(`SQL statements of a send and of a read-back: ${one.join(", ")}; of nine: ${nine.join(", ")}`);
  expect(one[0]).toBeLessThanOrEqual(22);
  expect(one[1]).toBeLessThanOrEqual(30);
  // Each of the nine has a change set of its own here.
  expect(nine[0]).toBeLessThanOrEqual(60);
  expect(nine[1]).toBeLessThanOrEqual(100);
});
