import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "../../db/client";
import { type TestDatabase, testDatabase } from "../../db/test-database";
import { MemoryStore } from "./memory-store";

let sqlite: TestDatabase;
beforeAll(async () => {
  sqlite = await testDatabase();
});
afterAll(() => sqlite.dispose());

type Row = Record<string, unknown>;
type Step = { readonly table: string; readonly operation: string; readonly args: Row };
type Client = Record<string, Record<string, (args: Row) => Promise<unknown>>>;

const instant = fc.integer({ min: 0, max: 3 }).map((hour) => new Date(Date.UTC(2026, 10, 1, hour)));
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const id = fc.constantFrom("a", "b", "c", "d");
const kind = fc.constantFrom("verify_change", "refresh_media_buy");

const newJob = fc.record({
  id,
  organisationId: fc.constant("o"),
  kind,
  subjectId: id,
  lane: fc.constantFrom("x", "y"),
  dueAt: instant,
  leaseUntil: maybe(instant),
  createdAt: instant,
});
const newCall = fc.record({
  id,
  organisationId: fc.constant("o"),
  changeId: fc.constant(null),
  mediaBuyId: maybe(fc.constantFrom("m", "n")),
  salesAgentId: fc.constant("s"),
  tool: fc.constant("t"),
  request: fc.constant("{}"),
  requestHash: fc.constant("h"),
  idempotencyKeySealed: fc.constant(""),
  idempotencyKeyPrefix: fc.constant(""),
  state: fc.constantFrom("pending", "unknown", "done"),
  firstSentAt: maybe(instant),
  createdAt: instant,
});
const newTask = fc.record({
  id,
  organisationId: fc.constant("o"),
  sellerCallId: id,
  salesAgentId: fc.constant("s"),
  taskId: fc.constantFrom("t1", "t2"),
  status: fc.constantFrom("submitted", "working"),
  createdAt: instant,
  overdueAt: instant,
  settledAt: maybe(instant),
});

const jobWhere = fc.oneof(
  fc.record({ kind }),
  fc.record({ lane: fc.record({ notIn: fc.constant(["x"]) }) }),
  fc.record({ leaseUntil: fc.oneof(fc.constant(null), fc.record({ lte: instant }), fc.record({ gt: instant })) }),
  fc.record({ leaseUntil: fc.constant({ not: null }), subjectId: fc.record({ in: fc.constant(["a", "b"]) }) }),
  fc.record({
    OR: fc.tuple(
      fc.record({ leaseUntil: fc.constant(null), dueAt: fc.record({ lte: instant }) }),
      fc.record({ leaseUntil: fc.record({ lte: instant }) }),
    ),
  }),
  fc.record({ id: fc.record({ not: id }), AND: fc.tuple(fc.record({ fence: fc.record({ gte: fc.constant(1) }) })) }),
);
const callWhere = fc.oneof(
  fc.record({ id }),
  fc.record({ mediaBuyId: fc.constantFrom("m", null), state: fc.record({ in: fc.constant(["pending", "unknown"]) }) }),
  fc.record({ mediaBuyId: fc.record({ not: fc.constant("m") }) }),
  fc.record({ mediaBuyId: fc.record({ notIn: fc.constant(["m"]) }), createdAt: fc.record({ lte: instant }) }),
  fc.record({ tasks: fc.record({ some: fc.record({ settledAt: fc.constant(null) }) }) }),
  fc.record({ tasks: fc.record({ none: fc.record({ status: fc.constant("working") }) }) }),
);
const step = (table: string, operation: string, args: fc.Arbitrary<Row>): fc.Arbitrary<Step> =>
  args.map((one) => ({ table, operation, args: one }));
const byId = [{ id: "asc" as const }];

const steps = fc.array(
  fc.oneof(
    step("job", "create", fc.record({ data: newJob })),
    step(
      "job",
      "update",
      fc.record({
        where: fc.record({ id }),
        data: fc.record({ fence: fc.constant({ increment: 1 }), leaseUntil: maybe(instant) }),
      }),
    ),
    step(
      "job",
      "updateMany",
      fc.record({
        where: jobWhere,
        data: fc.record({ dueAt: instant, subjectId: fc.oneof(fc.constant(undefined), id) }),
      }),
    ),
    step(
      "job",
      "findMany",
      fc.record({
        where: jobWhere,
        orderBy: fc.constant([{ dueAt: "asc" }, { leaseUntil: "desc" }, { id: "asc" }]),
        take: fc.integer({ min: 1, max: 3 }),
      }),
    ),
    step("job", "findUnique", fc.record({ where: fc.record({ kind_subjectId: fc.record({ kind, subjectId: id }) }) })),
    step(
      "job",
      "upsert",
      fc.record({
        where: fc.record({ id }),
        create: newJob,
        update: fc.record({ attempts: fc.constant({ increment: 2 }) }),
      }),
    ),
    step("job", "delete", fc.record({ where: fc.record({ id }) })),
    step("job", "deleteMany", fc.record({ where: jobWhere })),
    step("job", "count", fc.record({ where: jobWhere })),
    step("sellerCall", "create", fc.record({ data: newCall })),
    step("sellerCall", "createMany", fc.record({ data: fc.tuple(newCall) })),
    step(
      "sellerCall",
      "findMany",
      fc.record({
        where: callWhere,
        orderBy: fc.constant(byId),
        select: fc.constant({ id: true, state: true, firstSentAt: true }),
      }),
    ),
    step(
      "sellerCall",
      "findFirst",
      fc.record({
        where: callWhere,
        orderBy: fc.constant([{ firstSentAt: "desc" }, { id: "asc" }]),
        include: fc.constant({ tasks: { orderBy: byId, select: { id: true, taskId: true } } }),
      }),
    ),
    step(
      "sellerCall",
      "updateMany",
      fc.record({
        where: callWhere,
        data: fc.record({ state: fc.constant("done"), revision: fc.constant({ increment: 1 }) }),
      }),
    ),
    step("sellerTask", "create", fc.record({ data: newTask })),
    step(
      "sellerTask",
      "findFirst",
      fc.record({
        where: fc.record({ sellerCall: fc.record({ state: fc.constant("pending") }) }),
        orderBy: fc.constant(byId),
        include: fc.constant({ sellerCall: { select: { state: true } } }),
      }),
    ),
    step(
      "sellerTask",
      "updateMany",
      fc.record({
        where: fc.record({ sellerCallId: id, settledAt: fc.constant(null) }),
        data: fc.record({ settledAt: instant }),
      }),
    ),
  ),
  { minLength: 1, maxLength: 7 },
);

const refusal = "refused";

async function play(
  db: Db,
  transactions: readonly (readonly Step[])[],
  abandoned: ReadonlySet<number>,
): Promise<unknown[]> {
  const seen: unknown[] = [];
  for (const [index, work] of transactions.entries()) {
    const run = db.$transaction(async (tx) => {
      const results: unknown[] = [];
      const client = tx as unknown as Client;
      for (const { table, operation, args } of work) results.push(await client[table]?.[operation]?.(args));
      if (abandoned.has(index)) throw new Error("abandoned");
      return results;
    });
    seen.push(await run.catch(() => refusal));
  }
  for (const table of ["job", "sellerCall", "sellerTask"])
    seen.push(await (db as unknown as Client)[table]?.findMany?.({ orderBy: byId }));
  return seen;
}

async function clear(db: Db): Promise<void> {
  await db.sellerTask.deleteMany({});
  await db.sellerCall.deleteMany({});
  await db.job.deleteMany({});
}

test("answers every question of the engine as SQLite does, and rolls back what SQLite does", async () => {
  const pairs = fc.array(steps, { minLength: 2, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(
      pairs,
      fc.uniqueArray(fc.integer({ min: 0, max: 3 }), { maxLength: 1 }),
      async (work, abandoned) => {
        await clear(sqlite.db);
        const memory = new MemoryStore().open();
        const expected = await play(sqlite.db, work, new Set(abandoned));
        expect(await play(memory, work, new Set(abandoned))).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});

test("refuses loudly what it does not know", async () => {
  const db = new MemoryStore().open();
  await expect(db.job.findMany({ where: { lane: { contains: "x" } } })).resolves.toEqual([]);
  const data = {
    id: "j",
    organisationId: "o",
    kind: "k",
    subjectId: "s",
    lane: "x",
    dueAt: new Date(0),
    createdAt: new Date(0),
  };
  await db.job.create({ data });
  await expect(db.job.findMany({ where: { lane: { contains: "x" } } })).rejects.toThrow("contains");
  await expect(db.job.findMany({ where: { NOT: { lane: "x" } } })).rejects.toThrow("NOT");
  await expect(db.job.findMany({ distinct: ["lane"] })).rejects.toThrow("distinct");
  await expect(db.job.aggregate({ _count: true })).rejects.toThrow("aggregate");
});
