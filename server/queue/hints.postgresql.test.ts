import { afterEach, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { hintsBetweenProcesses } from "./hints";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

test("a connection for hints that is lost is made anew", async () => {
  const until = { timeout: 20_000, interval: 5 };
  const [own, heard]: [string[], string[]] = [[], []];
  const hints = hintsBetweenProcesses({ ...database, watch: false }, (topic) => void own.push(topic));
  const other = hintsBetweenProcesses({ ...database, watch: false }, (topic) => void heard.push(topic));
  await expect.poll(() => [own, heard], until).toEqual([["jobs"], ["jobs"]]);
  await database.db.$queryRaw`
    SELECT pg_terminate_backend("pid") FROM pg_stat_activity
    WHERE "application_name" = 'flightdeck hints' AND "datname" = current_database()`;
  await expect.poll(() => heard, until).toEqual(["jobs", "jobs"]);
  hints.tell("search:a");
  await expect.poll(() => heard, until).toContain("search:a");
  expect(own).not.toContain("search:a");
  await hints.close();
  await other.close();
});
