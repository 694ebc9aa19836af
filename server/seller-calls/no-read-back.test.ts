import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { decodeVerdicts } from "../domain/change/stored-json";
import type { DeliveryReport, SalesAgent } from "../sales-agents/sales-agent";
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

/** A seller that reports delivery and answers writes, and can neither list nor show a media buy. */
async function world(more: (seller: InMemorySeller) => Partial<SalesAgent> = () => ({}), ttl: number | null = 86_400) {
  const time = standingClock("2026-11-01T00:00:00.000Z");
  const seller = new InMemorySeller(time.clock);
  const reports = { shown: true };
  const agent = (): SalesAgent => ({
    ...seller.agent(),
    listsMediaBuys: false,
    getMediaBuys: () => Promise.reject(new Error("there is nothing to ask")),
    getDelivery: async (_account, ids) => ({
      kind: "ok",
      milliseconds: 1,
      value: reports.shown ? [...seller.buys.values()].filter((buy) => ids.includes(buy.mediaBuyId)).map(reportOf) : [],
    }),
    ...more(seller),
  });
  const desk = await new EngineDesk({
    db: database.db,
    vault,
    salesAgents: agent,
    clock: time.clock,
    replayTtlSeconds: ttl,
  }).open();
  const verdicts = async (changeId: string) =>
    Object.fromEntries(
      decodeVerdicts((await desk.change(changeId)).verdicts ?? "[]").map((one) => [
        one.field.split(".").at(-1),
        `${one.kind} (${one.evidence})`,
      ]),
    );
  return { ...time, seller, desk, reports, verdicts };
}

type Bought = InMemorySeller["buys"] extends Map<string, infer Buy> ? Buy : never;

function reportOf({ mediaBuyId, status, currency, packages }: Bought): DeliveryReport {
  const none = { impressions: 0n, clicks: 0n, spendMicros: 0n, days: [] };
  const shown = packages.map(({ packageId, paused = false }) => ({ packageId, paused, ...none }));
  return { mediaBuyId, status, currency, asOf: "2026-11-01T00:00:00.000Z", packages: shown };
}

async function bought() {
  const made = await world();
  const planned = await made.desk.plan(lines);
  await made.desk.runDue();
  return { ...made, planned };
}

describe("at a seller that cannot be read back", () => {
  test("a create settles on its reply and the delivery report, and says so field by field", async () => {
    const { desk, planned, verdicts, seller } = await bought();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled", errorCode: null });
    expect(await verdicts(planned.changeId)).toMatchObject({
      budgetMicros: "unknown (reply)",
      endAt: "unknown (none)",
    });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "ACTIVE", totalMicros: 10_000_000_000n });
    expect(seller.sent).toHaveLength(1);
    const row = await database.db.auditRow.findFirst({ where: { action: "media_buy.verified" } });
    expect(row?.summary).toContain("cannot be read back");
  });

  test("a new buy of which nothing says how it is has been taken, and no more is claimed", async () => {
    const { desk, reports, seller } = await world();
    reports.shown = false;
    const planned = await desk.plan(lines);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect((await desk.buy(planned.mediaBuyId)).sellerStatus).toMatch(/active|pending_activation/);
    expect(seller.sent).toHaveLength(1);
  });

  test("a pause is confirmed by the delivery report", async () => {
    const { desk, planned, verdicts, advance } = await bought();
    const edit = await desk.edit(planned.mediaBuyId, (values) => ({ ...values, paused: true }));
    await desk.runDue();
    advance(60_000);
    await desk.runDue();
    expect(await verdicts(edit.changeId)).toEqual({ paused: "applied (delivery)" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ status: "PAUSED" });
  });

  test("a budget stands as the reply says, and our record follows it", async () => {
    const { desk, planned, verdicts } = await bought();
    const [first = ""] = planned.packageIds;
    const edit = await desk.edit(planned.mediaBuyId, (values) => withBudget(values, first, 7_000_000_000n));
    await desk.runDue();
    expect(await verdicts(edit.changeId)).toEqual({ budgetMicros: "unknown (reply)" });
    const buy = await desk.buy(planned.mediaBuyId);
    expect(buy.packages.find(({ id }) => id === first)).toMatchObject({ budgetMicros: 7_000_000_000n });
    expect(buy.totalMicros).toBe(11_000_000_000n);
  });

  test("an edit with an open outcome waits for a person: only the seller can say", async () => {
    const { desk, planned, seller, advance } = await bought();
    const [first = ""] = planned.packageIds;
    await database.db.salesAgent.updateMany({ data: { capabilities: JSON.stringify({ replayTtlSeconds: null }) } });
    seller.next({ kind: "lost", done: false });
    const edit = await desk.edit(planned.mediaBuyId, (values) => withBudget(values, first, 7_000_000_000n));
    await desk.runDue();
    advance(400_000);
    await desk.runDue();
    const change = await desk.change(edit.changeId);
    expect(change).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
    expect(change.errorMessage).toContain("cannot be read back: only the seller can say");
    expect(seller.sent).toHaveLength(2);
  });

  test("a create with an open outcome is sent again under its key where that is recognised", async () => {
    const { desk, seller, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    advance(3_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect(new Set(seller.sent.map(({ key, body }) => `${key} ${body}`)).size).toBe(1);
    expect(seller.buys.size).toBe(1);
  });

  test("without a promised replay it waits for a person, and nothing goes out again", async () => {
    const { desk, seller, advance } = await world(undefined, null);
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    for (const _look of [1, 2, 3]) {
      advance(200_000);
      await desk.runDue();
    }
    const change = await desk.change(planned.changeId);
    expect(change).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
    expect(change.errorMessage).toContain("has no way to list its media buys: ask whether it was made");
    expect(seller.sent).toHaveLength(1);
  });

  test("where it can be asked by our reference, the buy is found and taken over", async () => {
    const { desk, seller, advance } = await world(
      ({ buys }) => ({ findByReference: async () => ({ kind: "ok", value: [...buys.keys()], milliseconds: 1 }) }),
      null,
    );
    const planned = await desk.plan(lines);
    seller.next({ kind: "lost", done: true });
    await desk.runDue();
    advance(60_000);
    await desk.runDue();
    expect(await desk.change(planned.changeId)).toMatchObject({ state: "settled" });
    expect(await desk.buy(planned.mediaBuyId)).toMatchObject({ sellerMediaBuyId: "buy_1" });
    expect(seller.sent).toHaveLength(1);
  });

  test("a duplicate reference is looked up and never sent again", async () => {
    const { desk, seller, advance } = await world();
    const planned = await desk.plan(lines);
    seller.next({ kind: "refuse", problem: { code: "DUPLICATE_REFERENCE", recovery: "correctable" } });
    await desk.runDue();
    advance(400_000);
    await desk.runDue();
    const change = await desk.change(planned.changeId);
    expect(change).toMatchObject({ state: "unknown", errorCode: "NOT_AT_SELLER" });
    expect(change.errorMessage).toContain("already has a media buy under our reference");
    expect(seller.sent).toHaveLength(1);
  });
});

type Values = Awaited<ReturnType<EngineDesk["valuesOf"]>>;

function withBudget(values: Values, id: string, budgetMicros: bigint): Values {
  const pack = values.packages[id];
  return pack ? { ...values, packages: { ...values.packages, [id]: { ...pack, budgetMicros } } } : values;
}
