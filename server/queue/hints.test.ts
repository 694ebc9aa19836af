import { afterEach, beforeEach, expect, test } from "vitest";
import { dialectOf } from "../db/dialect";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { addMillis, millisOf, systemClock } from "../domain/time";
import { databaseNow, sharedClock } from "./database-clock";
import { type Hints, hintsBetweenProcesses } from "./hints";

let database: TestDatabase;
let joined: Hints[];
beforeEach(async () => {
  database = await testDatabase();
  joined = [];
});
afterEach(async () => {
  for (const hints of joined) await hints.close();
  await database.dispose();
});

const until = { timeout: 20_000, interval: 5 };
const onPostgresql = () => dialectOf(database.db) === "postgresql";

function join(): { readonly hints: Hints; readonly heard: string[] } {
  const heard: string[] = [];
  const hints = hintsBetweenProcesses({ ...database, watch: true }, (topic) => void heard.push(topic));
  joined.push(hints);
  return { hints, heard };
}

const addOrganisation = (id: string) =>
  database.db.organisation.create({ data: { id, name: id, createdAt: new Date(systemClock()) } });

test("a process hears what another did, and not itself where hints have an address", async () => {
  const [one, other] = [join(), join()];
  if (onPostgresql()) await expect.poll(() => [one.heard, other.heard], until).toEqual([["jobs"], ["jobs"]]);
  // A connection that is not there yet hears nothing, nor does a first look see what changed.
  let n = 0;
  await expect
    .poll(async () => {
      one.hints.tell("jobs");
      one.hints.tell("change:a");
      await addOrganisation(`o${n++}`);
      return other.heard;
    }, until)
    .toContain(onPostgresql() ? "change:a" : "jobs");
  expect(one.heard).not.toContain("change:a");
});

test("the clock of a machine that is off is put right by the server's, that of a file's own machine is left alone", async () => {
  const off = (milliseconds: number) => sharedClock(database.db, () => addMillis(systemClock(), milliseconds));
  for (const wrong of [600_000, -600_000]) {
    const { clock, adjust } = off(wrong);
    expect(Math.abs(millisOf(clock()) - Date.now() - wrong)).toBeLessThan(5_000);
    await adjust();
    const left = onPostgresql() ? 0 : wrong;
    expect(Math.abs(millisOf(clock()) - Date.now() - left)).toBeLessThan(5_000);
  }
  expect(Math.abs(millisOf(await databaseNow(database.db)) - Date.now())).toBeLessThan(5_000);
});
