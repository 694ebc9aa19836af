import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, vi } from "vitest";
import type { Db } from "../db/client";
import { worldTime } from "./test-time";
import { FaultWorld } from "./test-world";

type TestDatabase = { readonly db: Db; readonly dispose: () => Promise<void> };
type Sandbox = { readonly url: string; readonly close: () => Promise<void> };
type StartSandbox = (options: {
  port: number;
  dir: string;
  speed: number;
  reviewSeconds: number;
  now: () => number;
}) => Promise<Sandbox>;

/** One sandbox for the tests of a file, on the same clock as the desk; a fresh desk for each test. */
export function faultStage(
  name: string,
  startSandbox: StartSandbox,
  testDatabase: () => Promise<TestDatabase>,
): () => FaultWorld {
  // Repeats are many where somebody asks for them, and a busy machine is slow.
  vi.setConfig({ testTimeout: 1_200_000 });
  const time = worldTime();
  let folder: string;
  let sandbox: Sandbox;
  let database: TestDatabase;
  let world: FaultWorld;
  beforeAll(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "flightdeck-faults-"));
    const now = () => Date.parse(time.clock());
    sandbox = await startSandbox({ port: 0, dir: folder, speed: 1, reviewSeconds: 20, now });
  });
  beforeEach(async () => {
    database = await testDatabase();
    world = await FaultWorld.open({ name, db: database.db, sandboxUrl: sandbox.url, time });
  });
  afterEach(async () => {
    await world.close();
    await database.dispose();
  });
  afterAll(async () => {
    await sandbox.close();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  return () => world;
}
