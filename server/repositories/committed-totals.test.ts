import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { microsOf, strayCommitments, strayTotals } from "./committed-totals";

/** The triggers that keep Commitment and CommittedTotal: whatever is written, and however, they are what the rows come to. */
const organisationIds = ["o-1", "o-2"];
const campaigns = ["c-1", "c-2"];
const at = new Date("2026-11-21T12:00:00.000Z");
const over = ["completed", "rejected", "canceled", "cancelled"];

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const common = { name: "x", currency: "EUR", timeZone: "UTC", createdAt: at };
  await db.organisation.createMany({ data: organisationIds.map((id) => ({ ...common, id })) });
  const owned = { ...common, organisationId: "o-1", updatedAt: at, createdById: "u" };
  await db.campaign.createMany({ data: campaigns.map((id) => ({ ...owned, id, buyerRef: id })) });
  const product = { organisationId: "o-1", salesAgentId: "a", productId: "p", name: "x", deliveryType: "guaranteed" };
  await db.productSnapshot.create({ data: { ...product, id: "s", product: "{}", seenAt: at } });
});
afterAll(() => database.dispose());

const micros = fc.bigInt({ min: 0n, max: 9_000_000_000_000_000n });
const optional = { requiredKeys: [] };
const facts = {
  organisationId: fc.constantFrom(...organisationIds),
  campaignId: fc.constantFrom(...campaigns),
  currency: fc.constantFrom("EUR", "USD"),
  sandbox: fc.boolean(),
  sellerStatus: fc.constantFrom(null, "active", "Completed", "canceled"),
  isKnown: fc.boolean(),
  totalMicros: micros,
  spendMicros: micros,
};
const line = { budgetMicros: micros, canceledAt: fc.constantFrom(null, at) };
/** Which rows: one of those there are, or every one. */
const which = fc.option(fc.nat(), { freq: 4 });
const write = fc.oneof(
  fc.record({
    kind: fc.constant("make" as const),
    to: fc.record(facts),
    lines: fc.array(fc.record(line), { maxLength: 3 }),
  }),
  fc.record({ kind: fc.constant("change" as const), which, to: fc.record(facts, optional), undone: fc.boolean() }),
  fc.record({ kind: fc.constant("budget" as const), which, to: fc.record(line, optional) }),
  fc.record({ kind: fc.constant("move" as const), which, to: which }),
  fc.record({ kind: fc.constant("deliver" as const), which, spendMicros: micros }),
  fc.record({ kind: fc.constant("correct" as const), which, spendMicros: micros }),
  fc.record({ kind: fc.constant("delete" as const), which, of: fc.constantFrom("buy", "line", "delivery") }),
);
type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

test("what is kept = what the rows come to, after any writes", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
      for (const one of writes) await run(one);
      expect(await kept()).toEqual(await summed());
      for (const id of organisationIds) {
        expect([await strayTotals(database.db, id), await strayCommitments(database.db, id)]).toEqual([[], []]);
      }
    }),
    { numRuns: 12 },
  );
});

async function run(one: Write): Promise<void> {
  const { db } = database;
  if (one.kind === "make") return make(one);
  if (one.kind === "change") {
    const changed = db.$transaction(async (tx) => {
      const { isKnown, ...to } = one.to;
      // A seller's id is one buy's alone: without one when several are changed at once.
      const id = isKnown === undefined ? {} : { sellerMediaBuyId: isKnown && one.which !== null ? randomUUID() : null };
      await tx.mediaBuy.updateMany({ where: await among(db.mediaBuy, one.which), data: { ...to, ...id } });
      if (one.undone) throw new Error("undone");
    });
    return one.undone ? expect(changed).rejects.toThrow("undone") : changed;
  }
  if (one.kind === "budget") await db.package.updateMany({ where: await among(db.package, one.which), data: one.to });
  if (one.kind === "move") {
    const mediaBuyId = one.to === null ? null : (await idsOf(db.mediaBuy))[one.to % 5];
    await db.package.updateMany({
      where: await among(db.package, one.which),
      data: { mediaBuyId: mediaBuyId ?? null },
    });
  }
  if (one.kind === "deliver") await deliver(one);
  if (one.kind === "correct") {
    const { spendMicros } = one;
    await db.deliveryRow.updateMany({ where: await among(db.deliveryRow, one.which), data: { spendMicros } });
  }
  if (one.kind === "delete") await remove(one);
}

async function make({ to: { isKnown, ...to }, lines }: Write & { kind: "make" }): Promise<void> {
  const { db } = database;
  const [id, { organisationId, campaignId, currency }] = [randomUUID(), to];
  const rest = { salesAgentId: "a", name: "x", status: "ACTIVE", createdAt: at, updatedAt: at };
  await db.mediaBuy.create({ data: { ...to, ...rest, id, sellerMediaBuyId: isKnown ? id : null } });
  const product = { productSnapshotId: "s", salesAgentId: "a", productId: "p", pricingOptionId: "o", name: "x" };
  const common = { ...product, organisationId, campaignId, currency, mediaBuyId: id, createdAt: at, updatedAt: at };
  await db.package.createMany({
    data: lines.map((budget, position) => ({ ...common, ...budget, id: randomUUID(), position })),
  });
}

async function deliver({ which: one, spendMicros }: Write & { kind: "deliver" }): Promise<void> {
  const { db } = database;
  const packages = await db.package.findMany({ where: await among(db.package, one) });
  const rows = packages.flatMap(({ id: packageId, mediaBuyId, organisationId, currency }) =>
    mediaBuyId === null ? [] : [{ packageId, mediaBuyId, organisationId, currency }],
  );
  // A day that no row has: rows are deleted in between, so that counting them would come to one again.
  const common = { day: randomUUID(), impressions: 1n, spendMicros, asOf: at };
  await db.deliveryRow.createMany({ data: rows.map((row) => ({ ...row, ...common, id: randomUUID() })) });
}

async function remove({ which: one, of }: Write & { kind: "delete" }): Promise<void> {
  const { db } = database;
  if (of === "delivery") await db.deliveryRow.deleteMany({ where: await among(db.deliveryRow, one) });
  if (of === "line") {
    const { id } = await among(db.package, one);
    await db.deliveryRow.deleteMany({ where: { packageId: id } });
    await db.package.deleteMany({ where: { id } });
  }
  if (of === "buy") {
    const { id } = await among(db.mediaBuy, one);
    await db.deliveryRow.deleteMany({ where: { OR: [{ mediaBuyId: id }, { package: { mediaBuyId: id } }] } });
    await db.package.updateMany({ where: { mediaBuyId: id }, data: { mediaBuyId: null } });
    await db.mediaBuy.deleteMany({ where: { id } });
  }
}

type Table = { readonly findMany: (of: typeof ids) => Promise<readonly { readonly id: string }[]> };
const ids = { select: { id: true }, orderBy: { id: "asc" } } as const;

async function idsOf(table: unknown): Promise<readonly string[]> {
  return (await (table as Table).findMany(ids)).map(({ id }) => id);
}

async function among(table: unknown, one: number | null): Promise<{ readonly id: { readonly in: string[] } }> {
  const all = await idsOf(table);
  return { id: { in: all.filter((_, index) => one === null || index === one % all.length) } };
}

/** `organisation scope currency play-money` → how many buys, and how much. */
async function kept(): Promise<ReadonlyMap<string, readonly [number, bigint]>> {
  const rows = await database.db.committedTotal.findMany({ where: { mediaBuys: { not: 0 } } });
  return new Map(
    rows.map((row) => [
      [row.organisationId, row.scopeId, row.currency, row.sandbox].join(),
      [row.mediaBuys, microsOf(row)],
    ]),
  );
}

async function summed(): Promise<ReadonlyMap<string, readonly [number, bigint]>> {
  const sums = new Map<string, readonly [number, bigint]>();
  const lines = { include: { packages: { include: { delivery: true } } } };
  for (const row of await database.db.mediaBuy.findMany(lines)) {
    if (row.sellerMediaBuyId === null && row.sellerStatus === null) continue;
    const packages = row.packages.filter((one) => one.organisationId === row.organisationId);
    const bound = packages.reduce((sum, { canceledAt, budgetMicros, delivery }) => {
      return sum + (canceledAt === null ? budgetMicros : delivery.reduce((all, one) => all + one.spendMicros, 0n));
    }, 0n);
    const live = packages.length === 0 ? row.totalMicros : bound;
    const micros = over.includes(row.sellerStatus?.toLowerCase() ?? "") ? row.spendMicros : live;
    for (const scope of ["", row.campaignId]) {
      const key = [row.organisationId, scope, row.currency, row.sandbox].join();
      const [buys, before] = sums.get(key) ?? [0, 0n];
      sums.set(key, [buys + 1, before + micros]);
    }
  }
  return sums;
}
