import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import type { SalesAgent } from "../sales-agents/sales-agent";
import { EngineDesk } from "./engine-desk";
import { InMemorySeller } from "./in-memory-seller";
import { standingClock } from "./standing-clock";
import { lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

/** A seller that answers when its buys are asked for and shows none of them until `lists` is set. */
async function world() {
  const time = standingClock("2026-11-01T00:00:00.000Z");
  const seller = new InMemorySeller(time.clock);
  const shown = { lists: false };
  const agent = (): SalesAgent => {
    const honest = seller.agent();
    const none = async () => ({ kind: "ok" as const, value: [], milliseconds: 1 });
    return { ...honest, getMediaBuys: (...asked) => (shown.lists ? honest.getMediaBuys(...asked) : none()) };
  };
  const desk = await new EngineDesk({ db: database.db, vault, salesAgents: agent, clock: time.clock }).open();
  const planned = await desk.plan(lines);
  await desk.runDue();
  return { ...time, seller, shown, desk, planned };
}

test("a buy that the seller took and never lists settles on its reply, and says that it cannot be read back", async () => {
  const { desk, planned, advance, seller } = await world();
  for (let look = 1; look <= 4; look += 1) {
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "verifying" });
    advance(31_000);
    await desk.runDue();
  }
  const change = await desk.change(planned.changeId);
  expect(change.state).toBe("settled");
  const verdicts = decodeVerdicts(change.verdicts ?? "[]");
  expect(verdicts.every((one) => one.kind === "unknown" && one.noReadBack === true)).toBe(true);
  expect(seller.sent).toHaveLength(1);
});

test("a list that is only slow is waited for", async () => {
  const { desk, planned, advance, shown } = await world();
  advance(31_000);
  await desk.runDue();
  shown.lists = true;
  advance(31_000);
  await desk.runDue();
  const change = await desk.change(planned.changeId);
  expect(change.state).toBe("settled");
  const budgets = decodeVerdicts(change.verdicts ?? "[]").filter((one) => one.field.endsWith("budgetMicros"));
  expect(budgets.map((one) => one.kind)).toEqual(["applied", "applied"]);
});
