import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { type Sandbox, startSandbox } from "../sandbox/start-sandbox";
import { worldTime } from "./test-time";
import { FaultWorld, repeats } from "./test-world";

let folder: string;
let sandbox: Sandbox;
let database: TestDatabase;
let world: FaultWorld;
const time = worldTime();

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-faults-"));
  sandbox = await startSandbox({
    port: 0,
    dir: folder,
    speed: 1,
    reviewSeconds: 5,
    now: () => Date.parse(time.clock()),
  });
});
beforeEach(async () => {
  database = await testDatabase();
  world = await FaultWorld.open({ name: "send faults", db: database.db, sandboxUrl: sandbox.url, time });
});
afterEach(async () => {
  await world.close();
  await database.dispose();
});
afterAll(async () => {
  await sandbox.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

test("no fault at all", async () => {
  const lanes = await world.lanes("prompt", repeats);
  const t0 = performance.now();
  const bought = await world.buy(lanes);
  const t1 = performance.now();
  await world.settle(bought);
  const t2 = performance.now();
  expect(await world.findings()).toEqual([]);
  console.log({ buy: t1 - t0, settle: t2 - t1, findings: performance.now() - t2 });
});
