import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { makeVault } from "../auth/vault";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { refreshMediaBuy } from "./refresh-media-buy";
import { engineWithBuy, engineWorld, lines } from "./test-engine-world";

const vault = makeVault([Buffer.alloc(32, 7)]);
let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.dispose());

const world = (replayTtlSeconds?: number | null) => engineWorld(database.db, vault, replayTtlSeconds);
const bought = () => engineWithBuy(database.db, vault);

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

  test("what looks as it did costs no write but that it was seen, and a hand on our rows makes it news again", async () => {
    const { desk, planned, advance } = await bought();
    const { db } = database;
    const where = { id: planned.mediaBuyId };
    const look = async () => {
      advance(60_000);
      await desk.runDue();
      return db.mediaBuy.findFirstOrThrow({ where });
    };
    await look();
    const before = await look();
    let after = before;
    const statements = await database.statementsOf(async () => {
      after = await look();
    });
    expect(Number(after.seenAt) - Number(before.seenAt)).toBe(60_000);
    expect(after).toEqual({ ...before, seenAt: after.seenAt, sellerStatusAt: after.sellerStatusAt });
    const written = statements.filter((sql) => /^(UPDATE|INSERT|DELETE)\b/i.test(sql) && !/"Job"|`Job`/.test(sql));
    expect(written).toHaveLength(1);
    const packageId = planned.packageIds[0] ?? "";
    await db.package.update({ where: { id: packageId }, data: { budgetMicros: 1n } });
    await look();
    expect(await db.package.findFirstOrThrow({ where: { id: packageId } })).toMatchObject({
      budgetMicros: 6_000_000_000n,
    });
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
