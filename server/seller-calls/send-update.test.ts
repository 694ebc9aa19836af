import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { addMillis } from "../domain/time";
import { retryChange } from "./retry-call";
import { engineWithBuy, verdictKindsOf } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

const bought = () => engineWithBuy(database.db, vault);

describe("an update", () => {
  test("is verified by a fresh read and its values become ours", async () => {
    const { desk, planned } = await bought();
    const [first = ""] = planned.packageIds;
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({
      ...values,
      paused: true,
      packages: {
        ...values.packages,
        [first]: { ...values.packages[first], budgetMicros: 7_000_000_000n, pacing: "asap" } as never,
      },
    }));
    await desk.runDue();
    const change = await desk.change(edit.changeId);
    expect(change.state).toBe("settled");
    expect(verdictKindsOf(change.verdicts)).toEqual({ paused: "applied", budgetMicros: "applied", pacing: "unknown" });
    expect(decodeVerdicts(change.verdicts ?? "[]").find((one) => one.field.endsWith("pacing"))).toMatchObject({
      evidence: "reply",
      found: "asap",
    });
    const buy = await desk.buy(planned.mediaBuyId);
    expect(buy).toMatchObject({ status: "PAUSED", paused: true, totalMicros: 11_000_000_000n, sellerRevision: 2 });
    expect(buy.packages[0]).toMatchObject({ budgetMicros: 7_000_000_000n, pacing: "asap" });
  });

  test("that claims success and changes nothing is called ignored after a second look", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.next({ kind: "ignore" });
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    await desk.runDue();
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "verifying" });
    advance(4_000);
    await desk.runDue();
    const change = await desk.change(edit.changeId);
    expect(change.state).toBe("settled");
    expect(verdictKindsOf(change.verdicts)).toEqual({ paused: "ignored" });
    expect(await database.db.changeSet.findUnique({ where: { id: edit.changeSetId } })).toMatchObject({
      state: "not_applied",
    });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", paused: false });
  });

  test("that the seller will carry out later stays pending until a read shows it", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.next({ kind: "ignore", implementationAt: null });
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    for (let round = 0; round < 3; round++) {
      await desk.runDue();
      advance(60_000);
    }
    expect(verdictKindsOf((await desk.change(edit.changeId)).verdicts)).toEqual({ paused: "pending" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE" });
    seller.edit("buy_1", { status: "paused" });
    await desk.runDue();
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "PAUSED" });
  });

  test("that the seller takes for later and never shows is said to be overdue, once, and never failed", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.next({ kind: "ignore", implementationAt: null });
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    for (let round = 0; round < 6; round++) {
      await desk.runDue();
      advance(9 * 3_600_000);
    }
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "verifying", errorCode: "OVERDUE" });
    expect((await desk.buy(planned.mediaBuyId)).blockedBy).toContain("more than 24 hours ago");
    expect((await desk.actions()).filter((action) => action === "change.overdue")).toHaveLength(1);
    seller.edit("buy_1", { status: "paused" });
    await desk.runDue();
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "settled", errorCode: null });
  });

  test("with a lost answer goes out again under its key; pausing does not wait behind it", async () => {
    const { seller, desk, planned, advance } = await bought();
    const [first = ""] = planned.packageIds;
    const raise = (budgetMicros: bigint) => (values: Parameters<Parameters<typeof desk.edit>[1]>[0]) => ({
      ...values,
      packages: { ...values.packages, [first]: { ...values.packages[first], budgetMicros } as never },
    });
    seller.next({ kind: "lost", done: false });
    const up = await desk.edit(planned.mediaBuyId, raise(9_000_000_000n));
    await desk.runDue();
    advance(1);
    const behind = await desk.edit(planned.mediaBuyId, (values) => ({
      ...values,
      endAt: addMillis(values.endAt, 1_000),
    }));
    advance(1);
    const pause = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    await desk.runDue();
    expect(await desk.change(pause.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.change(behind.changeId)).toMatchObject({ state: "sending" });
    for (let round = 0; round < 4; round++) {
      advance(3_000);
      await desk.runDue();
    }
    expect(await desk.change(up.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.change(behind.changeId)).toMatchObject({ state: "settled" });
    expect(seller.buys.get("buy_1")).toMatchObject({ status: "paused", totalMicros: 13_000_000_000n });
    expect((await desk.buy(planned.mediaBuyId)).totalMicros).toBe(13_000_000_000n);
  });

  test("is not sent when the field it touches has moved at the seller meanwhile", async () => {
    const { seller, desk, planned } = await bought();
    const packages = seller.buys.get("buy_1")?.packages ?? [];
    const [first = ""] = planned.packageIds;
    seller.edit("buy_1", { packages: packages.map((pack) => ({ ...pack, budgetMicros: 7_000_000_000n })) });
    const raise = await desk.edit(planned.mediaBuyId, (values) => ({
      ...values,
      packages: { ...values.packages, [first]: { ...values.packages[first], budgetMicros: 9_000_000_000n } as never },
    }));
    await desk.runDue();
    expect(await desk.change(raise.changeId)).toMatchObject({
      state: "refused",
      errorCode: "STALE_EDIT",
      errorMessage: "Budget is USD 7,000.00 at the seller now and was USD 6,000.00 when this was asked for",
    });
    expect(seller.sent.map((one) => one.tool)).toEqual(["create_media_buy"]);
    const later = await desk.edit(planned.mediaBuyId, (values) => ({
      ...values,
      endAt: addMillis(values.endAt, 86_400_000),
    }));
    await desk.runDue();
    expect(await desk.change(later.changeId)).toMatchObject({ state: "settled", errorCode: null });
  });

  test("that was refused is not sent again as it is", async () => {
    const { seller, desk, planned } = await bought();
    seller.next({ kind: "refuse", problem: { code: "CONFLICT", recovery: "transient" } });
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    await desk.runDue();
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "refused", errorCode: "CONFLICT" });
    const retry = desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, edit.changeId));
    await expect(retry).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", blockedBy: null });
  });
});
