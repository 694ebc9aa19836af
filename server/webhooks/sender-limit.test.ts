import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { worldTime } from "../faults/test-time";
import { senderLimit } from "./sender-limit";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

test("the limit is one for all processes together, however they take turns or come at once", async () => {
  const { clock } = worldTime();
  const processes = [1, 2, 3].map(() => senderLimit(database.db, 48, clock));
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => processes[index % processes.length]?.admit("agent:a")),
  );
  const passed = answers.filter((answer) => answer?.kind === "ok").length;
  expect(passed).toBeLessThanOrEqual(48);
  // What a process took and did not give out: at most a part each, here three permits.
  expect(passed).toBeGreaterThan(48 - 3 * 3);
  expect(await processes[0]?.admit("agent:b")).toEqual({ kind: "ok" });
});

test("the database is asked once for many webhooks, and not at all while a sender is refused", async () => {
  const { clock, advance } = worldTime();
  const limit = senderLimit(database.db, 160, clock);
  const asked = await database.statementsOf(async () => {
    for (let n = 0; n < 160; n += 1) expect(await limit.admit("a")).toEqual({ kind: "ok" });
  });
  expect(asked).toHaveLength(16);
  const first = await limit.admit("a");
  expect(first).toMatchObject({ kind: "over", first: true });
  const refused = await database.statementsOf(async () => {
    expect(await limit.admit("a")).toMatchObject({ kind: "over", first: false });
  });
  expect(refused).toEqual([]);
  advance(60_000);
  expect(await limit.admit("a")).toEqual({ kind: "ok" });
});
