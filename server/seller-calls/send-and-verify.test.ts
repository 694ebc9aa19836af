import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { task } from "./in-memory-seller";
import { retryChange } from "./retry-call";
import { engineWithBuy, engineWorld, lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

const world = (replayTtlSeconds?: number | null) => engineWorld(database.db, vault, replayTtlSeconds);
const bought = () => engineWithBuy(database.db, vault);

describe("a create", () => {
  test("is sent once, read back and given a verdict per field", async () => {
    const { seller, desk, planned } = await bought();
    expect(seller.sent).toHaveLength(1);
    const change = await desk.change(planned.changeId);
    expect(change).toMatchObject({ state: "settled", errorCode: null });
    expect(
      decodeVerdicts(change.verdicts ?? "[]")
        .filter((one) => one.kind === "applied")
        .map((one) => one.field),
    ).toEqual(["startAt", "endAt", ...planned.packageIds.map((id) => `packages.${id}.budgetMicros`)]);
    const buy = await desk.buy(planned.mediaBuyId);
    expect(buy).toMatchObject({
      status: "ACTIVE",
      sellerStatus: "active",
      sellerMediaBuyId: "buy_1",
      blockedBy: null,
      totalMicros: 10_000_000_000n,
    });
    expect(buy.packages.map((pack) => pack.sellerPackageId)).toEqual(["buy_1_p1", "buy_1_p2"]);
    expect(await desk.call(planned.changeId)).toMatchObject({ state: "done", attempts: 1, idempotencyKeySealed: "" });
    expect(await database.db.changeSet.findUnique({ where: { id: planned.changeSetId } })).toMatchObject({
      state: "applied",
    });
    expect(await database.db.campaign.findFirst()).toMatchObject({ state: "applied" });
    expect(await desk.actions()).toEqual([
      "change.released",
      "change.accepted",
      "media_buy.status_changed",
      "media_buy.verified",
    ]);
  });

  test("is sent again under the same key with the same bytes after an answer that got lost", async () => {
    const { seller, desk, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "unknown", errorCode: "TIMEOUT" });
    expect(JSON.parse((await desk.buy(planned.mediaBuyId)).blockedBy ?? "")).toMatchObject({ owner: "us" });
    advance(3_000);
    await desk.runDue();
    expect(new Set(seller.sent.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    expect(seller.sent).toHaveLength(2);
    expect(seller.buys.size).toBe(1);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.call(planned.changeId)).toMatchObject({ replayed: true, attempts: 2 });
  });

  test("is never sent blindly again to a seller that promises no replay: its buy is found and adopted", async () => {
    const { seller, desk, advance } = await world(null);
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    advance(3_000);
    await desk.runDue();
    expect(seller.sent).toHaveLength(1);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", sellerMediaBuyId: "buy_1" });
    expect(await desk.actions()).toContain("media_buy.adopted");
  });

  test("of which a seller without replay shows nothing may be sent afresh once no late copy can land", async () => {
    const { seller, desk, advance } = await world(null);
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: false });
    await desk.runDue();
    advance(3_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "unknown", errorCode: "TIMEOUT" });
    const retry = () => desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await expect(retry()).rejects.toThrow("allowed from 1 Nov 2026, 00:05 UTC");
    advance(300_000);
    await expect(retry()).rejects.toThrow("it is being looked for");
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
    await retry();
    await desk.runDue();
    expect(seller.buys.size).toBe(1);
    expect(new Set(seller.sent.map((one) => one.key)).size).toBe(2);
    expect(new Set(seller.sent.map((one) => one.body)).size).toBe(1);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
  });

  test("that could be any of two buys is left to a person", async () => {
    const { seller, desk, advance } = await world(null);
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    const first = [...seller.buys.values()][0];
    if (first) seller.buys.set("buy_x", { ...first, mediaBuyId: "buy_x" });
    advance(3_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "unknown", errorCode: "AMBIGUOUS_MATCH" });
    expect((await desk.buy(planned.mediaBuyId)).blockedBy).toContain("a person must decide");
    expect(seller.sent).toHaveLength(1);
  });

  test("is not adopted when another open create of ours fits the same buy", async () => {
    const { seller, desk, advance } = await world(null);
    const one = await desk.plan(lines);
    const two = await desk.plan(lines);
    seller.next({ kind: "lost", done: true }, { kind: "lost", done: false });
    await desk.runDue();
    advance(3_000);
    await desk.runDue();
    for (const { changeId } of [one, two]) {
      expect(await desk.change(changeId)).toMatchObject({ state: "unknown", errorCode: "AMBIGUOUS_MATCH" });
    }
  });

  test("is tried five times at a seller that cannot be reached, then waits for a person, then goes on with the same key", async () => {
    const { seller, desk, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next(...Array.from({ length: 5 }, () => ({ kind: "unreachable" as const })));
    for (let round = 0; round < 6; round++) {
      await desk.runDue();
      advance(80_000);
    }
    expect(seller.sent).toHaveLength(5);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "failed", errorCode: "UNREACHABLE" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "FAILED" });
    await desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await desk.runDue();
    expect(new Set(seller.sent.map((one) => one.key)).size).toBe(1);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
  });

  test("waits as long as a busy seller asks", async () => {
    const { seller, desk, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "refuse", problem: { code: "RATE_LIMITED", retryAfterSeconds: 120 } });
    await desk.runDue();
    advance(119_000);
    await desk.runDue();
    expect(seller.sent).toHaveLength(1);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "sending", errorCode: "RATE_LIMITED" });
    const retry = desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await expect(retry).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    advance(10_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
  });

  test("that the seller refuses shows its words and goes again with a new key", async () => {
    const { seller, desk } = await world();
    const planned = await desk.plan(lines);
    seller.next({
      kind: "refuse",
      problem: { code: "BUDGET_TOO_LOW", message: "At least 20,000", field: "packages[0].budget" },
    });
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({
      state: "refused",
      errorCode: "BUDGET_TOO_LOW",
      errorField: "packages[0].budget",
    });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "FAILED" });
    expect((await desk.buy(planned.mediaBuyId)).blockedBy).toContain("At least 20,000");
    expect(await database.db.changeSet.findUnique({ where: { id: planned.changeSetId } })).toMatchObject({
      state: "not_applied",
    });
    await desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await desk.runDue();
    expect(new Set(seller.sent.map((one) => one.key)).size).toBe(2);
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled", errorCode: null });
  });

  test("that was refused at once goes again although somebody else has bought the like meanwhile", async () => {
    const { seller, desk } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "refuse", problem: { code: "POLICY_VIOLATION", message: "Not in May" } });
    await desk.runDue();
    await desk.plan(lines);
    await desk.runDue();
    const first = [...seller.buys.values()][0];
    if (first) seller.buys.set("buy_x", { ...first, mediaBuyId: "buy_x" });
    await desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await desk.runDue();
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_3", status: "ACTIVE" });
  });

  test("waits for the seller's people and is read back when they agree, with or without a result", async () => {
    for (const withResult of [true, false]) {
      const { seller, desk, advance } = await world();
      const taskId = `task_${withResult}`;
      const planned = await desk.plan(lines);
      seller.next({ kind: "submit", taskId });
      await desk.runDue();
      expect(await desk.change(planned.changeId)).toMatchObject({ state: "submitted" });
      expect(await desk.buy(planned.mediaBuyId)).toMatchObject({
        status: "PENDING_APPROVAL",
        taskStatus: "submitted",
        sellerStatus: null,
      });
      const intent = seller.waiting.get(taskId);
      if (!intent) throw new Error("nothing waits");
      const made = seller.create(intent);
      seller.tasks.set(taskId, task("completed", null, withResult ? made : null));
      advance(40_000);
      await desk.runDue();
      expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
      expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", sellerMediaBuyId: made.mediaBuyId });
    }
  });

  test("that the seller's people decline is REJECTED in their words and cannot be sent unchanged", async () => {
    const { seller, desk, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "submit", taskId: "t" });
    await desk.runDue();
    seller.tasks.set("t", task("rejected", "No alcohol brands"));
    advance(40_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "rejected", errorMessage: "No alcohol brands" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "REJECTED" });
    const retry = desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await expect(retry).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
  });

  test("that takes longer than a day is flagged as overdue once, not failed", async () => {
    const { seller, desk, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "submit", taskId: "t" });
    await desk.runDue();
    for (let round = 0; round < 3; round++) {
      advance(12.5 * 3_600_000);
      await desk.runDue();
    }
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "submitted" });
    expect((await desk.buy(planned.mediaBuyId)).blockedBy).toContain("more than 24 hours");
    expect((await desk.actions()).filter((action) => action === "change.overdue")).toHaveLength(1);
  });

  test("that asks us for input says so and who has to act", async () => {
    const { seller, desk } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "input_required", taskId: "t" });
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({
      state: "input_required",
      errorMessage: "Please confirm the terms",
    });
    const buy = await desk.buy(planned.mediaBuyId);
    expect(buy).toMatchObject({ status: "INPUT_REQUIRED" });
    expect(JSON.parse(buy.blockedBy ?? "")).toMatchObject({ owner: "us" });
  });
});
