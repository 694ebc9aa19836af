import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeResolution } from "../domain/inbox/resolution";
import type { Role } from "../domain/permissions";
import { countInbox } from "../repositories/inbox";
import { engineWorld, lines } from "../seller-calls/test-engine-world";
import { adoptMediaBuy, resolveOutcome } from "./resolve-outcome";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

/** A create whose answer got lost, at a seller that promises no replay and lists the same media buy twice. */
async function ambiguous() {
  const world = await engineWorld(database.db, makeVault([Buffer.alloc(32, 7)]), null);
  const { desk, seller, advance } = world;
  seller.next({ kind: "lost", done: true });
  const { changeId, mediaBuyId } = await desk.plan(lines);
  await desk.runDue();
  const [first] = seller.buys.values();
  if (first) seller.buys.set("buy_x", { ...first, mediaBuyId: "buy_x" });
  advance(3_000);
  await desk.runDue();
  const person = (role: Role) => {
    return { organisationId: desk.organisationId, userId: role, name: `The ${role}`, role, requestId: null };
  };
  return {
    ...world,
    changeId,
    mediaBuyId,
    person,
    waiting: () => countInbox(database.db, desk.organisationId, "open"),
  };
}

test("an approver picks which media buy it is: taken over, read back, and on the record by name", async () => {
  const { desk, seller, changeId, mediaBuyId, person, waiting } = await ambiguous();
  expect(await waiting()).toBe(1);
  await adoptMediaBuy(desk.ports, person("approver"), {
    changeId,
    sellerMediaBuyId: "buy_x",
    note: "Confirmed by mail",
  });
  await desk.runDue();
  expect(await waiting()).toBe(0);
  expect(await desk.buy(mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_x", status: "ACTIVE" });
  expect(seller.sent).toHaveLength(1);
  const record = await database.db.auditRow.findFirstOrThrow({ where: { action: "change.adopted" } });
  expect(record).toMatchObject({ actorId: "approver", mediaBuyId });
  expect(record.summary).toBe("Took buy_x of Tagblatt over as this media buy: Confirmed by mail");
});

test("giving up waits for the quarantine, then settles it for good", async () => {
  const { desk, seller, advance, changeId, person, waiting } = await ambiguous();
  const giveUp = () => resolveOutcome(desk.ports, person("planner"), { changeId, how: "give_up", note: "" });
  await expect(giveUp()).rejects.toThrow("An earlier copy may still reach the seller");
  advance(400_000);
  await desk.runDue();
  await giveUp();
  expect(await waiting()).toBe(0);
  const { state, resolution } = await desk.change(changeId);
  expect(state).toBe("failed");
  expect(decodeResolution(resolution)).toMatchObject({ kind: "given_up", by: { id: "planner" } });
  await desk.runDue();
  expect(seller.sent).toHaveLength(1);
});

test("another organisation's change is not there", async () => {
  const { desk, changeId, person } = await ambiguous();
  const stranger = { ...person("admin"), organisationId: "another" };
  const decision = { changeId, how: "give_up", note: "" } as const;
  await expect(resolveOutcome(desk.ports, stranger, decision)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
