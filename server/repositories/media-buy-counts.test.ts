import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "../db/test-database";
import { readMediaBuyPage } from "./media-buy-list";

/** The triggers that keep MediaBuyCount and the index of texts: whatever is written, and however, they agree with the rows. */
const organisationIds = ["o-1", "o-2"];
const campaigns = ["c-1", "c-2", "c-3"];
const agents = ["a-1", "a-2"];
const statuses = ["ACTIVE", "PAUSED", "ARCHIVED"] as const;
const at = new Date("2026-11-21T12:00:00.000Z");

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  const common = { name: "x", currency: "EUR", timeZone: "UTC", createdAt: at };
  await db.organisation.createMany({ data: organisationIds.map((id) => ({ ...common, id })) });
  const owned = { ...common, organisationId: "o-1", updatedAt: at, createdById: "u" };
  await db.campaign.createMany({ data: campaigns.map((id) => ({ ...owned, id, buyerRef: id })) });
});
afterAll(() => database.dispose());

const place = fc.record({
  organisationId: fc.constantFrom(...organisationIds),
  campaignId: fc.constantFrom(...campaigns),
  salesAgentId: fc.constantFrom(...agents),
  status: fc.constantFrom(...statuses),
});
const narrow = fc.record(
  { status: fc.constantFrom(...statuses), campaignId: fc.constantFrom(...campaigns) },
  { requiredKeys: [] },
);
const write = fc.oneof(
  fc.record({ kind: fc.constant("make" as const), rows: fc.array(place, { minLength: 1, maxLength: 5 }) }),
  fc.record({ kind: fc.constant("change" as const), where: narrow, to: place, undone: fc.boolean() }),
  fc.record({ kind: fc.constant("touch" as const), where: narrow }),
  fc.record({ kind: fc.constant("delete" as const), where: narrow }),
);

type Write = typeof write extends fc.Arbitrary<infer T> ? T : never;

test("counts = rows and what a text finds = what has it, after any writes", async () => {
  const { db } = database;
  const run = async (one: Write) => {
    if (one.kind === "make") {
      const rest = { currency: "EUR", name: "x", totalMicros: 1n, createdAt: at, updatedAt: at };
      await db.mediaBuy.createMany({ data: one.rows.map((row) => ({ ...row, ...rest, id: randomUUID() })) });
    } else if (one.kind === "change") {
      const changed = db.$transaction(async (tx) => {
        await tx.mediaBuy.updateMany({ where: one.where, data: one.to });
        if (one.undone) throw new Error("undone");
      });
      await (one.undone ? expect(changed).rejects.toThrow("undone") : changed);
    } else if (one.kind === "touch") await db.mediaBuy.updateMany({ where: one.where, data: { name: "touched" } });
    else await db.mediaBuy.deleteMany({ where: one.where });
  };
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
      for (const one of writes) await run(one);
      expect(await kept()).toEqual(await counted());
      for (const organisationId of organisationIds) {
        const where = { organisationId, name: "touched" };
        const rows = await db.mediaBuy.findMany({ where, select: { id: true }, orderBy: { id: "asc" } });
        expect(await found(organisationId, "ouche")).toEqual(rows.map(({ id }) => id));
        expect(await found(organisationId, "t")).toEqual(rows.map(({ id }) => id));
      }
    }),
    { numRuns: 25 },
  );
});

async function found(organisationId: string, text: string): Promise<readonly string[]> {
  const any = { status: statuses, salesAgentId: null, campaignId: null, after: null, limit: 200 };
  const filter = { ...any, text, sort: "updatedAt" as const, descending: false };
  return (await readMediaBuyPage(database.db, organisationId, filter)).rows.map(({ id }) => id);
}

/** `organisation scope status` → how many. */
async function kept(): Promise<ReadonlyMap<string, number>> {
  const rows = await database.db.mediaBuyCount.findMany({ where: { count: { not: 0 } } });
  return new Map(
    rows.map(({ organisationId, scopeId, status, count }) => [[organisationId, scopeId, status].join(), count]),
  );
}

async function counted(): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (const { organisationId, salesAgentId, campaignId, status } of await database.db.mediaBuy.findMany()) {
    for (const scope of ["", salesAgentId, campaignId]) {
      const key = [organisationId, scope, status].join();
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return counts;
}
