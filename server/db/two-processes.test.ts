import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { bundled } from "../test-program";
import { testDatabase } from "./test-database";
import { testServer } from "./test-postgresql";
import { givenCampaigns, notes } from "./test-rows";

const edits = testServer ? 200 : 600;

test(`two processes of ${edits} read-then-write transactions each fail none and lose none`, async () => {
  const database = await testDatabase();
  await givenCampaigns(database.db, 10);
  const script = await bundled("server/db/contending-process.ts");
  const run = (name: string) => promisify(execFile)(process.execPath, [script, database.url, name, String(edits)]);
  const outcomes = await Promise.all([run("a"), run("b")]);
  expect(outcomes.map(({ stdout }) => stdout)).toEqual(["0", "0"]);
  expect((await notes(database.db)).size).toBe(2 * edits);
  const { _sum } = await database.db.campaign.aggregate({ _sum: { revision: true } });
  expect(_sum.revision).toBe(2 * edits + 10);
  await database.dispose();
});
