import { afterEach, beforeEach, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { insertApproval } from "../repositories/approvals";
import type { Released } from "./engine-desk";
import { engineWithBuy } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

type World = Awaited<ReturnType<typeof engineWithBuy>>;

/** A raise of the first package, signed by an approver beside the revision that the seller has now. */
async function signedRaise({ desk, planned }: World): Promise<Released> {
  const [first = ""] = planned.packageIds;
  const { sellerRevision } = await desk.buy(planned.mediaBuyId);
  const raise = await desk.edit(planned.mediaBuyId, (values) => ({
    ...values,
    packages: { ...values.packages, [first]: { ...values.packages[first], budgetMicros: 9_000_000_000n } as never },
  }));
  const { changeId, changeSetId } = raise;
  const { payloadHash } = await desk.change(changeId);
  const at = desk.ports.clock();
  await desk.ports.inTransaction(async (tx) => {
    await tx.changeSet.update({ where: { id: changeSetId }, data: { submittedAt: new Date(at) } });
    const line = { id: desk.ports.newId(), changeId, payloadHash, sellerRevision };
    const { organisationId } = desk;
    const signed = { organisationId, changeSetId, decision: "approved" as const, byUserId: "approver", reason: "" };
    await insertApproval(tx, { ...signed, id: desk.ports.newId(), payloadHash, lines: [line], at });
  });
  return raise;
}

const updates = ({ seller }: World) => seller.sent.filter((one) => one.tool === "update_media_buy");

test("a signed line whose field moved at the seller waits for an approver again, and is not sent", async () => {
  const world = await engineWithBuy(database.db, vault);
  const { seller, desk, planned } = world;
  const { changeId, changeSetId } = await signedRaise(world);
  const packages = seller.buys.get("buy_1")?.packages ?? [];
  seller.edit("buy_1", { packages: packages.map((pack) => ({ ...pack, budgetMicros: 7_000_000_000n })) });
  await desk.runDue();
  const because = "Budget is USD 7,000.00 at the seller now and was USD 6,000.00 when this was asked for";
  expect(await desk.change(changeId)).toMatchObject({ state: "in_review", errorMessage: because, settledAt: null });
  const set = await database.db.changeSet.findUniqueOrThrow({ where: { id: changeSetId } });
  expect(set).toMatchObject({ state: "in_review", settledAt: null });
  expect(await database.db.approvalLine.findFirst()).toMatchObject({ voidedBecause: because });
  expect(updates(world)).toEqual([]);
  expect((await desk.buy(planned.mediaBuyId)).packages[0]?.budgetMicros).toBe(7_000_000_000n);
  expect((await desk.actions()).at(-1)).toBe("change.reopened");
});

test("a signed line whose seller counted on waits again too, although its field stands", async () => {
  const world = await engineWithBuy(database.db, vault);
  const { changeId } = await signedRaise(world);
  world.seller.edit("buy_1", { revision: 2 });
  await world.desk.runDue();
  const { state, errorMessage } = await world.desk.change(changeId);
  expect([state, errorMessage]).toEqual([
    "in_review",
    "The media buy moved at the seller (revision 1 to 2) since it was signed",
  ]);
  expect(updates(world)).toEqual([]);
});

test("a signed line that nothing moved under goes out", async () => {
  const world = await engineWithBuy(database.db, vault);
  const { changeId } = await signedRaise(world);
  await world.desk.runDue();
  expect(await world.desk.change(changeId)).toMatchObject({ state: "settled" });
  expect(updates(world)).toHaveLength(1);
});

test("bytes that are not the decided ones never leave, whoever put them there", async () => {
  const world = await engineWithBuy(database.db, vault);
  const { changeId } = await signedRaise(world);
  const { id, request } = await world.desk.call(changeId);
  await database.db.sellerCall.update({ where: { id }, data: { request: request.replace("9000", "90000") } });
  await world.desk.runDue();
  expect(await world.desk.change(changeId)).toMatchObject({ state: "failed", errorCode: "NOT_AS_DECIDED" });
  expect(updates(world)).toEqual([]);
});
