import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { auctionProduct } from "../domain/campaign/test-plan";
import type { MediaBuyValues } from "../domain/change/patch";
import { decodeIntent, decodePatch } from "../domain/change/stored-json";
import { decodeResolution } from "../domain/inbox/resolution";
import { encodeProduct } from "../domain/media-buy/product-codec";
import type { Role } from "../domain/permissions";
import { signatureHashOf } from "../repositories/change-sets";
import { countInbox, listInbox } from "../repositories/inbox";
import { task } from "../seller-calls/in-memory-seller";
import { engineWithBuy, engineWorld, lines } from "../seller-calls/test-engine-world";
import { answerInput, withdrawRequest } from "./answer-input";
import { approveChangeSet } from "./approve-change-set";
import { compareChange, mergeChange } from "./merge-change";
import { acceptSellerValue, leaveAsIs, recordAsked, sendMissedAgain } from "./resolve-missed";
import { adoptMediaBuy } from "./resolve-outcome";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

type World = Awaited<ReturnType<typeof engineWorld>>;
type Bought = Awaited<ReturnType<typeof engineWithBuy>>;

const actor = ({ desk }: World, role: Role = "manager") => ({
  organisationId: desk.organisationId,
  userId: role,
  name: `The ${role}`,
  role,
  requestId: null,
});
const waiting = ({ desk }: World, tab: "open" | "asked" = "open") =>
  listInbox(database.db, desk.organisationId, { tab, before: null, limit: 10 });

/** The sandbox of these tests plans packages without a product; an edit is checked against one. */
async function withProducts<W extends World>(world: W): Promise<W> {
  await database.db.productSnapshot.updateMany({
    data: { product: encodeProduct({ ...auctionProduct, expiresAt: null }) },
  });
  return world;
}
const bought = async () => withProducts(await engineWithBuy(database.db, vault));

const raise =
  (packageId: string, budgetMicros: bigint) =>
  (values: MediaBuyValues): MediaBuyValues => {
    const pack = values.packages[packageId];
    return pack ? { ...values, packages: { ...values.packages, [packageId]: { ...pack, budgetMicros } } } : values;
  };

/** A seller that takes two raises and does neither of them. */
async function ignoredRaises(world: Bought): Promise<string> {
  const { seller, desk, planned, advance } = world;
  const [news = "", sport = ""] = planned.packageIds;
  seller.next({ kind: "ignore" });
  const both = (values: MediaBuyValues) => raise(sport, 4_100_000_000n)(raise(news, 6_100_000_000n)(values));
  const { changeId } = await desk.edit(planned.mediaBuyId, both);
  await desk.runDue();
  advance(4_000);
  await desk.runDue();
  advance(1_000);
  return changeId;
}

describe("what a seller accepted and did not do", () => {
  test("waits in the inbox, is asked for again from the values as they are now, and is gone", async () => {
    const world = await bought();
    const { desk, advance } = world;
    const changeId = await ignoredRaises(world);
    expect(await waiting(world)).toMatchObject([{ id: changeId, missed: 2 }]);
    const { changeSetId } = await sendMissedAgain(desk.ports, actor(world), { changeId, note: "Still wanted" });
    expect(await countInbox(database.db, desk.organisationId, "open")).toBe(0);
    const again = await database.db.change.findFirstOrThrow({ where: { changeSetId: changeSetId ?? "" } });
    const old = await desk.change(changeId);
    expect(decodePatch(again.patch)).toEqual(decodePatch(old.patch));
    expect(decodeResolution(old.resolution)).toMatchObject({ kind: "sent_again", leadsTo: changeSetId });
    advance(1_000);
    await desk.runDue();
    expect(await desk.change(again.id)).toMatchObject({ state: "settled", missed: 0 });
    await expect(sendMissedAgain(desk.ports, actor(world), { changeId, note: "" })).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
  });

  test("is accepted as the seller has it: nothing is sent, the record says who", async () => {
    const world = await bought();
    const { desk, seller } = world;
    const changeId = await ignoredRaises(world);
    const sent = seller.sent.length;
    await expect(acceptSellerValue(desk.ports, actor(world, "planner"), { changeId, note: "" })).rejects.toMatchObject({
      code: "NOT_ALLOWED",
    });
    await acceptSellerValue(desk.ports, actor(world), { changeId, note: "Fine" });
    await desk.runDue();
    expect(seller.sent).toHaveLength(sent);
    expect(await waiting(world)).toEqual([]);
    const record = await database.db.auditRow.findFirstOrThrow({ where: { action: "change.accepted_seller_value" } });
    expect(record).toMatchObject({ actorId: "manager", mediaBuyId: world.planned.mediaBuyId });
    expect(record.summary).toContain("2 fields of Spring at Tagblatt: Fine");
  });

  test("stays open, as asked, until somebody leaves it", async () => {
    const world = await bought();
    const { desk } = world;
    const changeId = await ignoredRaises(world);
    await recordAsked(desk.ports, actor(world, "planner"), { changeId, note: "" });
    expect(await waiting(world)).toEqual([]);
    expect(await waiting(world, "asked")).toMatchObject([{ id: changeId, resolvedAt: null }]);
    await leaveAsIs(desk.ports, actor(world), { changeId, note: "Not worth it" });
    expect(await waiting(world, "asked")).toEqual([]);
    await expect(leaveAsIs(desk.ports, actor(world), { changeId, note: "" })).rejects.toMatchObject({
      code: "STALE_REVISION",
    });
  });
});

describe("an edit that met another one", () => {
  async function conflict() {
    const world = await bought();
    const { desk, seller, planned } = world;
    const [news = "", sport = ""] = planned.packageIds;
    const both = (values: MediaBuyValues) => raise(sport, 4_100_000_000n)(raise(news, 6_100_000_000n)(values));
    const { changeId } = await desk.edit(planned.mediaBuyId, both);
    const [first, second] = seller.buys.get("buy_1")?.packages ?? [];
    if (!first || !second) throw new Error("two packages");
    seller.edit("buy_1", { revision: 2, packages: [{ ...first, budgetMicros: 5_000_000_000n }, second] });
    await desk.runDue();
    expect(await desk.change(changeId)).toMatchObject({ state: "refused", errorCode: "STALE_EDIT" });
    await database.db.job.updateMany({ where: { kind: "refresh_media_buy" }, data: { dueAt: new Date(0) } });
    await desk.runDue();
    return { world, changeId, news: `packages.${news}.budgetMicros`, sport: `packages.${sport}.budgetMicros` };
  }

  test("shows was, mine and theirs; what is chosen goes out on the values as they are now", async () => {
    const { world, changeId, news, sport } = await conflict();
    const { desk, seller } = world;
    const { loaded, fields } = await compareChange(database.db, actor(world), changeId);
    expect(fields.find(({ field }) => field === news)).toMatchObject({
      was: "6000000000",
      mine: "6100000000",
      theirs: "5000000000",
      conflicts: true,
    });
    const { revision } = loaded.row;
    const stale = { changeId, revision: revision - 1, mine: [sport], note: "" };
    await expect(mergeChange(desk.ports, actor(world), stale)).rejects.toMatchObject({ code: "STALE_REVISION" });
    const merged = await mergeChange(desk.ports, actor(world), { ...stale, revision });
    await desk.runDue();
    const next = await database.db.change.findFirstOrThrow({ where: { changeSetId: merged.changeSetId ?? "" } });
    expect(next).toMatchObject({ state: "settled", missed: 0, deltaMicros: 100_000_000n });
    expect(seller.buys.get("buy_1")?.packages.map((pack) => pack.budgetMicros)).toEqual([
      5_000_000_000n,
      4_100_000_000n,
    ]);
    expect(await waiting(world)).toEqual([]);
  });

  test("can leave everything as the seller has it, and sends nothing then", async () => {
    const { world, changeId } = await conflict();
    const { desk, seller } = world;
    const { loaded } = await compareChange(database.db, actor(world), changeId);
    const sent = seller.sent.length;
    const { revision } = loaded.row;
    const merged = await mergeChange(desk.ports, actor(world), { changeId, revision, mine: [], note: "Theirs" });
    expect(merged.changeSetId).toBeNull();
    await desk.runDue();
    expect(seller.sent).toHaveLength(sent);
    expect(await waiting(world)).toEqual([]);
  });
});

describe("a seller that asks for input", () => {
  async function asked() {
    const world = await engineWorld(database.db, vault);
    world.seller.next({ kind: "input_required", taskId: "task_1" });
    const planned = await world.desk.plan(lines);
    await world.desk.runDue();
    await withProducts(world);
    expect(await waiting(world)).toMatchObject([{ id: planned.changeId, state: "input_required" }]);
    // What follows is newer: rows of one instant have no order.
    world.advance(1_000);
    return { world, planned };
  }
  const answerOf = (planned: { readonly changeId: string; readonly packageIds: readonly string[] }) => ({
    changeId: planned.changeId,
    budgets: { [planned.packageIds[0] ?? ""]: 7_000_000_000n },
    endDay: null,
    poNumber: "PO-2",
    note: "Budget as agreed",
  });
  const approve = async ({ desk }: World, changeSetId: string) => {
    const changes = await database.db.change.findMany({ where: { changeSetId } });
    const payloadHash = signatureHashOf(changes);
    const approver = { ...actor({ desk } as World, "approver") };
    await approveChangeSet(desk.ports, approver, { changeSetId, payloadHash, reason: "" });
  };
  /** The seller does what it had been asked first. */
  const completeFirst = (world: World) => {
    const intent = world.seller.waiting.get("task_1");
    if (!intent) throw new Error("nothing waits");
    world.seller.tasks.set("task_1", task("completed", "Done after all", world.seller.create(intent)));
    world.advance(3_600_000);
  };

  test("gets the corrected request under a new key, once an approver has signed it", async () => {
    const { world, planned } = await asked();
    const { desk, seller } = world;
    const { changeSetId } = await answerInput(desk.ports, actor(world, "planner"), answerOf(planned));
    expect(await waiting(world)).toEqual([]);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "PENDING_APPROVAL", poNumber: "PO-2" });
    expect(seller.sent).toHaveLength(1);
    await approve(world, changeSetId ?? "");
    await desk.runDue();
    expect(seller.sent).toHaveLength(2);
    expect(seller.sent[1]?.key).not.toBe(seller.sent[0]?.key);
    const next = await database.db.change.findFirstOrThrow({ where: { changeSetId: changeSetId ?? "" } });
    expect(next.state).toBe("settled");
    expect(decodeIntent(next.patch)).toMatchObject({ poNumber: "PO-2" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", totalMicros: 11_000_000_000n });
    await expect(answerInput(desk.ports, actor(world), answerOf(planned))).rejects.toMatchObject({
      code: "INVALID_TRANSITION",
    });
  });

  test("and then completes the replaced request as well: the duplicate is a media buy of its own, and is told", async () => {
    const { world, planned } = await asked();
    const { desk } = world;
    const { changeSetId } = await answerInput(desk.ports, actor(world, "planner"), answerOf(planned));
    await approve(world, changeSetId ?? "");
    await desk.runDue();
    completeFirst(world);
    await desk.runDue();
    const [entry] = await waiting(world);
    expect(entry).toMatchObject({ id: planned.changeId, errorCode: "LATE_COMPLETION" });
    expect(entry?.mediaBuyId).not.toBe(planned.mediaBuyId);
    const duplicate = await desk.buy(entry?.mediaBuyId ?? "");
    expect(duplicate).toMatchObject({ sellerMediaBuyId: "buy_2", status: "ACTIVE", totalMicros: 10_000_000_000n });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_1", status: "ACTIVE" });
  });

  test("completes it before the corrected one is signed: that one is taken back, and there is one buy", async () => {
    const { world, planned } = await asked();
    const { desk, seller } = world;
    const { changeSetId } = await answerInput(desk.ports, actor(world, "planner"), answerOf(planned));
    completeFirst(world);
    await desk.runDue();
    expect(await database.db.changeSet.findUnique({ where: { id: changeSetId ?? "" } })).toMatchObject({
      state: "discarded",
    });
    expect(seller.buys.size).toBe(1);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_1", status: "ACTIVE" });
    expect(await waiting(world)).toMatchObject([{ id: planned.changeId, errorCode: "LATE_COMPLETION" }]);
  });

  test("is told that the request is withdrawn; only once", async () => {
    const { world, planned } = await asked();
    const { desk } = world;
    const withdrawal = { changeId: planned.changeId, note: "Too late for us" };
    await withdrawRequest(desk.ports, actor(world, "planner"), withdrawal);
    expect(await waiting(world)).toEqual([]);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "REJECTED", taskStatus: null });
    world.advance(120_000);
    await desk.runDue();
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "REJECTED" });
    await expect(withdrawRequest(desk.ports, actor(world), withdrawal)).rejects.toMatchObject({
      code: "INVALID_TRANSITION",
    });
  });

  test("completes out of band: an approver takes the seller's media buy over by its id", async () => {
    const { world, planned } = await asked();
    const { desk, seller } = world;
    const intent = seller.waiting.get("task_1");
    if (!intent) throw new Error("nothing waits");
    const { mediaBuyId } = seller.create(intent);
    const adoption = { changeId: planned.changeId, sellerMediaBuyId: "buy_of_nobody", note: "By phone" };
    await expect(adoptMediaBuy(desk.ports, actor(world, "approver"), adoption)).rejects.toMatchObject({
      code: "INVALID_INPUT",
    });
    await adoptMediaBuy(desk.ports, actor(world, "approver"), { ...adoption, sellerMediaBuyId: mediaBuyId });
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled", missed: 0 });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: mediaBuyId, status: "ACTIVE" });
    expect(await desk.actions()).toContain("change.adopted");
  });
});
