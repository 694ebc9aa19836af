import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import { addMillis } from "../domain/time";
import { EngineDesk, standingClock } from "./engine-desk";
import { InMemorySeller, task } from "./in-memory-seller";
import { refreshMediaBuy } from "./refresh-media-buy";
import { retryChange } from "./retry-call";

const start = "2026-11-01T00:00:00.000Z";
const lines = [
  { productId: "news", pricingOptionId: "cpm", budgetMicros: 6_000_000_000n },
  { productId: "sport", pricingOptionId: "cpm", budgetMicros: 4_000_000_000n },
];

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

async function world(replayTtlSeconds: number | null = 86_400) {
  const time = standingClock(start);
  const seller = new InMemorySeller(time.clock);
  const desk = await new EngineDesk({
    db: database.db,
    vault: makeVault([Buffer.alloc(32, 7)]),
    salesAgents: () => seller.agent(),
    clock: time.clock,
    replayTtlSeconds,
  }).open();
  return { ...time, seller, desk };
}

async function bought() {
  const w = await world();
  const planned = await w.desk.plan(lines);
  await w.desk.runDue();
  return { ...w, planned };
}

const kinds = (verdicts: string | null) =>
  Object.fromEntries(decodeVerdicts(verdicts ?? "[]").map((one) => [one.field.split(".").at(-1), one.kind]));

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
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
    const retry = () => desk.ports.inTransaction((tx) => retryChange(tx, desk.ports, planned.changeId));
    await expect(retry()).rejects.toMatchObject({ code: "INVALID_TRANSITION" });
    advance(300_000);
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
    expect(kinds(change.verdicts)).toEqual({ paused: "applied", budgetMicros: "applied", pacing: "unknown" });
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
    expect(kinds(change.verdicts)).toEqual({ paused: "ignored" });
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
    expect(kinds((await desk.change(edit.changeId)).verdicts)).toEqual({ paused: "pending" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE" });
    seller.edit("buy_1", { status: "paused" });
    await desk.runDue();
    expect(await desk.change(edit.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "PAUSED" });
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

describe("watching", () => {
  test("a value that the seller changed unasked becomes ours and a line in the record", async () => {
    const { seller, desk, planned, advance } = await bought();
    const before = await desk.buy(planned.mediaBuyId);
    const packages = seller.buys.get("buy_1")?.packages ?? [];
    seller.edit("buy_1", {
      revision: 2,
      packages: packages.map((pack) => ({ ...pack, budgetMicros: 1_000_000_000n })),
      totalMicros: 2_000_000_000n,
    });
    advance(60_000);
    await desk.runDue();
    const buy = await desk.buy(planned.mediaBuyId);
    expect(buy.totalMicros).toBe(2_000_000_000n);
    expect(buy.revision).toBeGreaterThan(before.revision);
    const row = await database.db.auditRow.findFirstOrThrow({ where: { action: "media_buy.changed_at_seller" } });
    expect(JSON.parse(row.before ?? "")).toMatchObject({
      [`packages.${planned.packageIds[0]}.budgetMicros`]: "6000000000",
    });
    advance(60_000);
    await desk.runDue();
    expect((await desk.actions()).filter((action) => action === "media_buy.changed_at_seller")).toHaveLength(1);
  });

  test("seeing the same again moves no revision", async () => {
    const { desk, planned } = await bought();
    const before = await desk.buy(planned.mediaBuyId);
    expect(await refreshMediaBuy(desk.ports, desk.organisationId, planned.mediaBuyId)).toMatchObject({ kind: "ok" });
    const after = await desk.buy(planned.mediaBuyId);
    expect(after.revision).toBe(before.revision);
    expect(after.packages.map((pack) => pack.revision)).toEqual(before.packages.map((pack) => pack.revision));
  });

  test("an older snapshot never takes the revision back", async () => {
    const { seller, desk, planned } = await bought();
    await database.db.mediaBuy.update({ where: { id: planned.mediaBuyId }, data: { sellerRevision: 5 } });
    seller.edit("buy_1", { status: "paused", revision: 3 });
    await refreshMediaBuy(desk.ports, desk.organisationId, planned.mediaBuyId);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerRevision: 5, status: "ACTIVE" });
  });

  test("a word that we do not know is kept beside the last known status", async () => {
    const { seller, desk, planned } = await bought();
    seller.edit("buy_1", { status: "constructor" });
    await refreshMediaBuy(desk.ports, desk.organisationId, planned.mediaBuyId);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", sellerStatus: "constructor" });
  });

  test("one read serves every buy of the account, and none once they are over", async () => {
    const { seller, desk, advance } = await world();
    const plans = [await desk.plan(lines), await desk.plan(lines), await desk.plan(lines)];
    await desk.runDue();
    const reads = seller.reads;
    advance(60_000);
    await desk.runDue();
    expect(seller.reads).toBe(reads + 1);
    for (const { mediaBuyId } of plans)
      seller.edit((await desk.buy(mediaBuyId)).sellerMediaBuyId ?? "", { status: "completed" });
    for (let round = 0; round < 4; round++) {
      advance(400_000);
      await desk.runDue();
    }
    expect(await database.db.job.findMany()).toEqual([]);
    for (const { mediaBuyId } of plans) expect(await desk.buy(mediaBuyId)).toMatchObject({ status: "COMPLETED" });
  });

  test("a seller whose reads fail keeps the last known numbers and is asked again", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.readsFail = true;
    advance(60_000);
    await desk.runDue();
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE" });
    const jobs = await database.db.job.findMany();
    expect(jobs.map((job) => job.kind).sort()).toEqual(["pull_delivery", "refresh_media_buy"]);
    expect(jobs.every((job) => job.leaseUntil === null)).toBe(true);
  });
});

describe("delivery", () => {
  const day = (name: string, spendMicros: bigint) => ({ day: name, impressions: 100n, clicks: 1n, spendMicros });
  const report = (asOf: string, days: ReturnType<typeof day>[]) => ({
    mediaBuyId: "buy_1",
    currency: "USD",
    asOf,
    packages: [
      {
        packageId: "buy_1_p1",
        impressions: BigInt(days.length) * 100n,
        clicks: 1n,
        spendMicros: days.reduce((sum, one) => sum + one.spendMicros, 0n),
        days,
      },
    ],
  });

  test("replaces the days it reports and never adds", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.delivery = [
      report("2026-11-02T00:00:00.000Z", [day("2026-11-01", 5_000_000n), day("2026-11-02", 1_000_000n)]),
    ];
    advance(400_000);
    await desk.runDue();
    seller.delivery = [
      report("2026-11-02T12:00:00.000Z", [day("2026-11-01", 5_500_000n), day("2026-11-02", 4_000_000n)]),
    ];
    advance(400_000);
    await desk.runDue();
    const rows = await database.db.deliveryRow.findMany({ orderBy: { day: "asc" } });
    expect(rows.map((row) => [row.day, row.spendMicros])).toEqual([
      ["2026-11-01", 5_500_000n],
      ["2026-11-02", 4_000_000n],
    ]);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({
      spendMicros: 9_500_000n,
      impressions: 200n,
      deliveryAt: new Date("2026-11-02T12:00:00.000Z"),
    });
  });

  test("asks for the last day of the flight too, and leaves out another currency", async () => {
    const { seller, desk, planned, advance } = await bought();
    seller.delivery = [{ ...report("2026-11-02T00:00:00.000Z", [day("2026-11-01", 5n)]), currency: "EUR" }];
    advance(400_000);
    await desk.runDue();
    expect(seller.deliveryQueries.at(-1)).toEqual(["2026-11-01", "2026-12-02"]);
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ spendMicros: 0n });
  });
});
